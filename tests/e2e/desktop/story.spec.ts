import type { Page } from '@playwright/test';
import { customers, open, own, send, STORY, tellStory } from '../support/story.ts';
import { expect, test } from './support/real-desk.ts';

test(STORY, async ({ demo, startDesk }) => {
  test.setTimeout(240_000);
  await tellStory(demo, () => startDesk());
});

test('a second window shows the same state, and what happens in one happens in the other', async ({
  demo,
  startDesk,
}) => {
  const { app, page } = await startDesk();
  await page.getByRole('button', { name: 'Try the demo' }).click();
  const rows = page.getByRole('listbox', { name: 'Conversations' }).getByRole('option');
  await expect(rows.first()).toBeVisible();

  const opened = app.waitForEvent('window');
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click();
  });
  const second = await opened;
  const rowsInSecond = second.getByRole('listbox', { name: 'Conversations' }).getByRole('option');
  await expect(rowsInSecond.first()).toBeVisible();
  // Opening reads, so both settle on the same names only once they are asked together.
  await expect
    .poll(async () => JSON.stringify(await rowsInSecond.allInnerTexts()) === JSON.stringify(await rows.allInnerTexts()))
    .toBe(true);

  const [conversation] = await customers(demo);
  if (conversation === undefined) throw new Error('The demo has no open order conversation');
  // Who writes has the window in front; only what is seen there counts as seen.
  const inFront = async (of: Page): Promise<void> => {
    await (
      await app.browserWindow(of)
    ).evaluate((window: Electron.BrowserWindow) => {
      window.focus();
    });
  };
  await inFront(page);
  await open(page, conversation.title);
  await send(page, 'Satu pesan untuk dua jendela');
  await inFront(second);
  await open(second, conversation.title);
  await expect(own(second, 'Satu pesan untuk dua jendela')).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  await second.getByRole('textbox', { name: 'Message' }).fill('Draf dari jendela kedua');
  await expect(rows.filter({ hasText: 'Draf dari jendela kedua' })).toBeVisible();
});

test('the demo’s account is there again at the next start, and the tray counts what its inbox counts', async ({
  startDesk,
}) => {
  const first = await startDesk();
  await first.page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(first.page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
  await first.quit();
  const again = await startDesk();
  await expect(again.page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
  const title = (): Promise<string | undefined> =>
    again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await expect.poll(title).toMatch(/^\(\d+\) /);
  const [, count] = /^\((\d+)\)/.exec((await title()) ?? '') ?? [];
  const inbox = again.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Inbox/ });
  await expect(inbox).toHaveAccessibleName(new RegExp(`\\b${count} unread$`));
});
