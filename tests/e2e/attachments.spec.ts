import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { ATTACHMENTS_STORY, playSound, tellAttachments } from './support/attachments-story.ts';
import { expect, test } from './support/desk-test.ts';
import { FORWARDING_STORY, tellForwarding } from './support/forwarding-story.ts';
import { DOWNLOADS_STORY, tellDownloads, tellUploads, UPLOADS_STORY } from './support/transfers-story.ts';
import { tellViewing, VIEWING_STORY } from './support/viewing-story.ts';

async function tryDemo(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
}

test(ATTACHMENTS_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(300_000);
  const host = await startHost();
  await tryDemo(page, host.address);
  await tellAttachments(demo, page, async (click) => {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    expect(download.suggestedFilename()).toBe('resi.png');
    return readFileSync(await download.path());
  });
});

test(UPLOADS_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(300_000);
  const host = await startHost();
  await tryDemo(page, host.address);
  await tellUploads(demo, page);
});

test(DOWNLOADS_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(300_000);
  const host = await startHost();
  await tryDemo(page, host.address);
  await tellDownloads(
    demo,
    page,
    async (filename, click) => {
      const [download] = await Promise.all([page.waitForEvent('download'), click()]);
      expect(download.suggestedFilename()).toBe(filename);
      return readFileSync(await download.path());
    },
    (within, filename) => within.getByRole('button', { name: `Save ${filename}` }).click(),
  );
});

test(VIEWING_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(300_000);
  const host = await startHost();
  await tryDemo(page, host.address);
  await tellViewing(demo, page, null);
});

test('a sound is played and sought in', async ({ page, demo, startHost }) => {
  const host = await startHost();
  await tryDemo(page, host.address);
  await playSound(demo, page);
});

test(FORWARDING_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(300_000);
  const host = await startHost();
  await tryDemo(page, host.address);
  await tellForwarding(demo, page);
});
