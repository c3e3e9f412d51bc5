/** The `electron` module inside a utility process. */
import { makeNet } from './net.ts';
import { strictModule } from './strict.ts';

export const net = makeNet(
  () => undefined,
  () => undefined,
);
export const systemPreferences = strictModule('SystemPreferences', 'systemPreferences', {});
export const parentPort = process.parentPort;
export default { net, systemPreferences, parentPort };
