import { fileURLToPath } from 'node:url';
import { runBrowserHost } from '#electron/browser/run.ts';

/** The browser host with stand-ins for the sync server and the demo, straight from its sources: `node main.ts PAGE_FOLDER OPTIONS…`. */

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const [page = '', ...args] = process.argv.slice(2);

await runBrowserHost(args, {
  renderer: page,
  syncServer: beside('fake-sync-server.ts'),
  demo: beside('fake-demo.ts'),
  demoArgs: [],
  version: '0.0.0',
});
