import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** `npm run screenshots`: takes the pictures in docs/screenshots, of the real program with the demo behind it. */
export default defineConfig({
  ...base,
  testDir: 'tests/screenshots',
  testMatch: '**/*.shots.ts',
  workers: 1,
  reporter: [['list']],
  use: { ...base.use, viewport: { width: 1440, height: 900 } },
});
