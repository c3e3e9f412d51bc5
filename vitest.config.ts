import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Unit tests stand beside what they test. A file that needs a page says `// @vitest-environment jsdom` in its first line. */
export default defineConfig({
  plugins: [react()],
  test: {
    include: ['{shared,electron,renderer,demo,scripts,tests}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'dist/**', 'release/**'],
    environment: 'node',
    // Processes of their own: a native crash of SQLite costs one file, and process.env stays a test's own.
    pool: 'forks',
    setupFiles: ['tests/support/fast-check-seed.ts'],
    // A limit for what hangs, not a measure: a loaded machine takes its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
