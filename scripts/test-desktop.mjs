import { ensureBuilt } from './build.mjs';
import { findDesktop } from './desktop.mjs';
import { ensureInstalled } from './install.mjs';
import { environmentFor } from './node24.mjs';
import { command, Problem, ROOT } from './project.mjs';
import { runTool } from './run.mjs';

/**
 * `npm run test:desktop -- [Playwright's own options]`: the desktop host's end-to-end tests, in real Electron where its binary can be had and
 * there is a display, else under the stand-in of tests/support/electron. REAL_ELECTRON=1 insists on the one, REAL_ELECTRON=0 on the other.
 */
await command(async () => {
  const wish = process.env['REAL_ELECTRON'];
  const nodePath = await ensureInstalled();
  await ensureBuilt(nodePath, { quiet: true });
  const desktop = wish === '0' ? { reason: 'REAL_ELECTRON=0 asks for the stand-in' } : await findDesktop(nodePath);
  const real = 'binary' in desktop;
  if (wish === '1' && !real) throw new Problem(`The tests can't run in real Electron, because ${desktop.reason}.`);

  const which = real ? 'real Electron' : `the stand-in, because ${desktop.reason}`;
  console.log(`The desktop host is tested in ${which}.`);
  const code = await runTool(nodePath, 'playwright', ['test', 'tests/e2e/desktop', ...process.argv.slice(2)], {
    env: { ...environmentFor(ROOT, nodePath), REAL_ELECTRON: real ? '1' : '0' },
  });
  console.log(`The desktop host was tested in ${which}.`);
  return code;
});
