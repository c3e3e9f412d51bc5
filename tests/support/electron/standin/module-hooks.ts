/** Lets `import 'electron'` and `require('electron')` find the stand-in, in this process only. */
import { registerHooks } from 'node:module';

const names = new Set(['electron', 'electron/main', 'electron/common', 'electron/utility', 'electron/renderer']);

export function installModuleHooks(standIn: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'original-fs' || specifier === 'node:original-fs') return next('node:fs', context);
      if (!names.has(specifier)) return next(specifier, context);
      return { url: standIn, shortCircuit: true, format: 'module-typescript' };
    },
  });
}

/** What Electron adds to `process`. */
export function describeProcess(type: 'browser' | 'utility', versions: { electron: string; chrome: string }): void {
  for (const [name, value] of Object.entries(versions)) {
    Object.defineProperty(process.versions, name, { value, enumerable: true, configurable: true });
  }
  Object.defineProperty(process, 'type', { value: type, enumerable: true, configurable: true });
}
