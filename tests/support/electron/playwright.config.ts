/** The stand-in's own tests: `npx playwright test -c tests/support/electron/playwright.config.ts`. */
import path from 'node:path';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: path.join(import.meta.dirname, 'specs'),
  outputDir: path.join(import.meta.dirname, '../../../test-results/electron-standin'),
  timeout: 30_000,
  workers: 2,
  fullyParallel: true,
  reporter: [['list']],
});
