import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export const BUILT = {
  demo: `${ROOT}dist/demo/main.js`,
  browserHost: `${ROOT}dist/browser-host/browser-host.js`,
};
