import { parseArgs } from 'node:util';
import { startDemo, StartError, type StartOptions } from './server.ts';

const USAGE = 'Usage: npm run demo -- [--port N] [--data-dir DIR] [--seed N] [--quiet-people] [--admin]';

function readOptions(): StartOptions {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        'data-dir': { type: 'string' },
        seed: { type: 'string', default: '1' },
        'quiet-people': { type: 'boolean', default: false },
        admin: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new StartError(`${reason} ${USAGE}`, { cause: error });
  }
  const port = Number(values.port);
  const seed = Number(values.seed);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new StartError(`--port wants a number from 0 to 65535. ${USAGE}`);
  if (!/^\d+$/.test(values.seed) || !Number.isSafeInteger(seed))
    throw new StartError(`--seed wants a whole number. ${USAGE}`);
  const dataDir = values['data-dir'];
  return {
    port,
    seed,
    quietPeople: values['quiet-people'],
    admin: values.admin,
    ...(dataDir === undefined ? {} : { dataDir }),
  };
}

function fail(error: unknown): never {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}

try {
  const demo = await startDemo(readOptions());
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    demo.stop().then(() => process.exit(0), fail);
  };
  // Before it says where it is: whoever has read that may end it. And for good: a terminal's Ctrl-C comes by itself and from the host as well.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // Started by a host: it ends with its host, however that one ended.
  process.once('disconnect', end);

  const { appId, key, secret } = demo.hub.credentials;
  console.log(`address: ${demo.address}\npusher app id: ${appId}\npusher key: ${key}\npusher secret: ${secret}`);
  for (const account of demo.accounts) {
    console.log(
      `account: ${account.contact}\npassword: ${account.password}\nuser id: ${account.userId}\ntoken: ${account.token}`,
    );
  }
} catch (error) {
  fail(error);
}
