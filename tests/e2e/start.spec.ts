import { join } from 'node:path';
import { expect, test } from './support/desk-test.ts';
import { ROOT } from './support/paths.ts';
import { StartedProcess } from './support/started-process.ts';

/** `npm start` as a person or a script uses it. */

const START = `${ROOT}scripts/start.mjs`;

test('npm start says where the desk is, keeps a second start out, and ends on Ctrl-C', async ({ folder }) => {
  const options = ['--browser', '--no-open', '--port=0', `--data-dir=${join(folder, 'data')}`];
  const first = new StartedProcess(START, options);
  expect(await first.line('Zukses Desk is at ')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+$/);

  const second = await new StartedProcess(START, options).finished;
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expect(second.stderr).toBe(`Zukses Desk is already running on the folder ${join(folder, 'data')}.\n`);

  expect(await first.end('SIGINT')).toMatchObject({ code: 0, stderr: '' });
});

test('npm start explains a wrong option before it does anything', async () => {
  for (const [args, words] of [
    [['--nonsense'], /^Unknown option '--nonsense'\. Use: npm start -- /],
    [['--browser', '--desktop'], /^--browser and --desktop exclude each other\./],
    [['--port=eighty', '--browser'], /^--port takes a whole number/],
  ] as const) {
    const finished = await new StartedProcess(START, args).finished;
    expect(finished).toMatchObject({ code: 1, stdout: '' });
    expect(finished.stderr).toMatch(words);
  }
});

test('npm run demo says its address and its accounts, and ends on Ctrl-C', async ({ folder }) => {
  const demo = new StartedProcess(`${ROOT}scripts/demo.mjs`, ['--port=0', `--data-dir=${folder}`, '--quiet-people']);
  for (const line of [
    'address: ',
    'pusher app id: ',
    'pusher key: ',
    'pusher secret: ',
    'account: ',
    'password: ',
    'user id: ',
  ]) {
    expect(await demo.line(line)).not.toBe('');
  }
  expect(await demo.line('token: ', 1)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(await demo.end('SIGINT')).toMatchObject({ code: 0 });
});
