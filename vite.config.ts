import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

/** One environment a bundle: each process that starts has one file of its own in dist/, named after what it is. */

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Never bundled: Electron brings the one, the other loads a native file from beside itself. */
const EXTERNAL = ['electron', 'better-sqlite3'];

interface NodeBundle {
  readonly entry: string;
  readonly folder: string;
  readonly file: string;
  readonly format: 'es' | 'cjs';
}

const NODE_BUNDLES: Readonly<Record<string, NodeBundle>> = {
  main: { entry: 'electron/main.ts', folder: 'main', file: 'main.js', format: 'es' },
  // A sandboxed preload has to be one file of CommonJS.
  preload: { entry: 'electron/preload.ts', folder: 'preload', file: 'preload.cjs', format: 'cjs' },
  browserHost: { entry: 'electron/browser-host.ts', folder: 'browser-host', file: 'browser-host.js', format: 'es' },
  sync: { entry: 'electron/sync/process.ts', folder: 'sync', file: 'process.js', format: 'es' },
  syncUtility: {
    entry: 'electron/desktop/sync-process.ts',
    folder: 'sync-utility',
    file: 'sync-process.js',
    format: 'es',
  },
  demo: { entry: 'demo/main.ts', folder: 'demo', file: 'main.js', format: 'es' },
};

function nodeEnvironment(bundle: NodeBundle): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: EXTERNAL, conditions: ['node', 'import', 'module', 'default'] },
    build: {
      ssr: true,
      outDir: at(`dist/${bundle.folder}`),
      emptyOutDir: true,
      target: 'node22',
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: at(bundle.entry),
        external: [...EXTERNAL, ...builtinModules, /^node:/],
        output: {
          format: bundle.format,
          entryFileNames: bundle.file,
          chunkFileNames: 'chunk-[name]-[hash].js',
          codeSplitting: bundle.format === 'es',
        },
      },
    },
  };
}

export default defineConfig({
  root: at('renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: at('dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: true,
    chunkSizeWarningLimit: 1_500,
  },
  environments: Object.fromEntries(
    Object.entries(NODE_BUNDLES).map(([name, bundle]) => [name, nodeEnvironment(bundle)]),
  ),
  builder: {
    async buildApp(builder) {
      const entries = Object.entries({
        client: 'renderer/index.html',
        ...Object.fromEntries(Object.entries(NODE_BUNDLES).map(([name, { entry }]) => [name, entry])),
      });
      for (const [name, entry] of entries) {
        const environment = builder.environments[name];
        if (environment === undefined || !existsSync(at(entry))) {
          throw new Error(`The bundle "${name}" can't be built: ${entry} is missing.`);
        }
        await builder.build(environment);
      }
    },
  },
});
