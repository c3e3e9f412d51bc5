import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { runBrowserHost } from './browser/run.ts';

/** Entry of the browser host, as it is built: the other bundles lie in folders beside its own. Wiring only. */

const bundle = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

await runBrowserHost(process.argv.slice(2), {
  renderer: bundle('renderer'),
  syncServer: bundle('sync/process.js'),
  // Tests run a demo of their own and hand in a stand-in for this one; see tests/AGENTS.md.
  demo: process.env['ZUKSES_DESK_DEMO'] ?? bundle('demo/main.js'),
  demoArgs: (process.env['ZUKSES_DESK_DEMO_ARGS'] ?? '').split(' ').filter((arg) => arg !== ''),
  version: packageJson.version,
});
