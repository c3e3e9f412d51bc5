import type { Page } from '@playwright/test';
import { expect, test } from '#tests/e2e/support/desk-test.ts';
import { ROOT } from '#tests/e2e/support/paths.ts';

/** The pictures of the README, light and dark: signing in, the inbox with a thread, offline with messages that wait. */

const FOLDER = `${ROOT}docs/screenshots`;

const FIRST = /^Siti Rahma/;
const SECOND = /^Andi Prasetyo/;

async function openConversation(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('listbox', { name: 'Conversations' }).getByRole('option', { name }).first().click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.getByRole('log', { name: 'Messages' }).getByRole('article').first()).toBeVisible();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('article', { name: /Waiting$/ }).last()).toBeVisible();
}

for (const theme of ['light', 'dark'] as const) {
  test(`the desk, ${theme}`, async ({ page, demo, startHost }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const host = await startHost();
    const shoot = (name: string) => page.screenshot({ path: `${FOLDER}/${name}-${theme}.png`, animations: 'disabled' });

    await page.goto(host.address);
    const tryDemo = page.getByRole('button', { name: 'Try the demo' });
    await expect(tryDemo).toBeVisible();
    await shoot('sign-in');

    await tryDemo.click();
    // Seen once, so that its pictures are here when the network is not.
    await openConversation(page, SECOND);
    await openConversation(page, FIRST);
    await expect(page.getByRole('status', { name: 'Sync' })).toContainText('Up to date');
    await shoot('inbox');

    await demo.cutNetwork();
    await expect(page.getByRole('status', { name: 'Sync' })).toContainText(/Offline|does not answer/);
    await write(page, 'Baik Kak, saya cek dulu ke gudang ya.');
    await write(page, 'Begitu ada kabar, langsung saya kirim nomor resinya.');
    await openConversation(page, SECOND);
    await write(page, 'Halo Kak, pesanannya sudah kami siapkan.');
    await openConversation(page, FIRST);
    await shoot('offline');
  });
}
