import { expect, type Locator, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';
import { attach, composerOf, pdfFile } from './files.ts';
import { act } from './message-actions.ts';
import { customers, open, own } from './story.ts';

export const DRAFTS_STORY =
  'what is being written stands in every window and is there again after a kill, whole, in threads too; emoji come by name, long texts go in parts, what is closed says so';

/** A running desk, whichever host it has. */
export interface DraftsDesk {
  readonly page: Page;
  /** Another window or tab of it. */
  second(): Promise<Page>;
  /** SIGKILL to the host and what it started. */
  kill(): Promise<void>;
}

const DELIVERED = /(Sent|Delivered|Read)$/;

const box = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true }).first();
const files = (page: Page): Locator => page.getByRole('list', { name: 'Files to send' }).getByRole('listitem');
const stopReplying = (page: Page): Locator => page.getByRole('button', { name: 'Stop replying' });
const thread = (page: Page): Locator => page.getByRole('complementary', { name: 'Reply thread' });
const row = (page: Page, name: RegExp): Locator =>
  page.getByRole('listbox', { name: 'Conversations' }).getByRole('option', { name });
const selection = (field: Locator): Promise<readonly [number, number]> =>
  field.evaluate((element: HTMLTextAreaElement) => [element.selectionStart, element.selectionEnd] as const);

/** `start` opens a desk on the same folder each time, with "Try the demo" leading to `demo`. */
export async function tellDrafts(demo: Demo, start: () => Promise<DraftsDesk>): Promise<void> {
  const messages = async (conversationId: number): Promise<readonly Record<string, unknown>[]> => {
    const { data } = (await demo.admin('GET', `conversations/${conversationId}/messages`)) as {
      data: readonly Record<string, unknown>[];
    };
    return data;
  };
  const [first, second, third] = await customers(demo);
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('The demo has no three open order conversations');
  }

  let desk = await start();
  let { page } = desk;
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(row(page, /./).first()).toBeVisible();
  await open(page, first.title);

  // Emoji by name, in either language; a time is none.
  const emoji = page.getByRole('listbox', { name: 'Emoji' });
  await box(page).pressSequentially('Baik kak :jem');
  await expect(emoji.getByRole('option').first()).toContainText('👍 thumbs up');
  await box(page).press('Enter');
  await expect(box(page)).toHaveValue('Baik kak 👍 ');
  await box(page).pressSequentially('jam 10:30 :truck');
  await expect(emoji.getByRole('option').first()).toContainText('🚚');
  await box(page).press('Tab');
  await box(page).press('Enter');
  const greeting = own(page, 'Baik kak 👍 jam 10:30 🚚');
  await expect(greeting).toHaveAccessibleName(DELIVERED, { timeout: 30_000 });

  // A window without the focus follows; one that has it keeps what it shows until it is left.
  const other = await desk.second();
  await open(other, first.title);
  await box(page).fill('Dari jendela pertama');
  await expect(box(other)).toHaveValue('Dari jendela pertama');
  await box(page).blur();
  await box(other).press('End');
  await box(other).pressSequentially(' dan kedua');
  await expect(box(page)).toHaveValue('Dari jendela pertama dan kedua');
  await box(page).focus();
  await box(other).pressSequentially(', sama');
  await expect(row(page, /Draft: Dari jendela pertama dan kedua, sama/)).toBeVisible();
  await expect(box(page)).toHaveValue('Dari jendela pertama dan kedua');
  await box(page).blur();
  await expect(box(page)).toHaveValue('Dari jendela pertama dan kedua, sama');
  await box(other).blur();

  // Text, file, quote and cursor; a file alone; and a text in a reply thread.
  await act(greeting, 'Reply');
  await attach(composerOf(page), [pdfFile('syarat.pdf')]);
  await box(page).fill('Ini berkasnya ya kak');
  await expect(box(other)).toHaveValue('Ini berkasnya ya kak');
  // The cursor alone, as a menu's "Select all" moves it: without a key or the mouse.
  await box(page).evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(4, 14));
  await expect(files(other)).toHaveCount(1);
  await expect(stopReplying(other)).toBeVisible();
  await expect.poll(() => selection(box(other))).toEqual([4, 14]);
  await other.close();
  await expect(page.getByText(/^Draft saved \d\d:\d\d$/)).toBeVisible();

  await open(page, second.title);
  await attach(composerOf(page), [pdfFile('label.pdf')]);
  await expect(row(page, /Draft: 1 file/)).toBeVisible();
  await open(page, first.title);
  await act(greeting, 'Reply in thread');
  await thread(page).getByRole('textbox', { name: 'Message' }).fill('Catatan di utas');
  await expect(thread(page).getByTitle(/^Draft saved/)).toBeVisible();

  // Killed without a network, and all of it is there again.
  await demo.cutNetwork();
  await desk.kill();
  desk = await start();
  page = desk.page;
  await expect(row(page, /Draft: Ini berkasnya ya kak/)).toBeVisible();
  await expect(row(page, /Draft: 1 file/)).toBeVisible();
  await open(page, first.title);
  await expect(box(page)).toHaveValue('Ini berkasnya ya kak');
  await expect(files(page)).toHaveCount(1);
  await expect(files(page).first()).toContainText('syarat.pdf');
  await expect(stopReplying(page)).toBeVisible();
  await expect.poll(() => selection(box(page))).toEqual([4, 14]);

  // The thread's text too; what is sent there leaves the conversation's draft alone.
  const again = own(page, 'Baik kak 👍 jam 10:30 🚚').first();
  await act(again, 'Reply in thread');
  const inThread = thread(page).getByRole('textbox', { name: 'Message' });
  await expect(inThread).toHaveValue('Catatan di utas');
  await inThread.press('Enter');
  await expect(inThread).toHaveValue('');
  await expect(box(page)).toHaveValue('Ini berkasnya ya kak');
  await page.getByRole('button', { name: 'Close the reply thread' }).click();
  await box(page).press('Enter');
  await expect(own(page, 'Ini berkasnya ya kak')).toHaveAccessibleName(/Waiting$/);

  // Too long for one message: nothing goes until the agent says how, then the parts go in order.
  await open(page, third.title);
  const parts = [`Bagian satu ${'kata '.repeat(1_500)}selesai.`, `Bagian dua ${'lagi '.repeat(1_500)}selesai.`];
  await box(page).fill(parts.join('\n\n'));
  await box(page).press('Enter');
  await expect(page.getByRole('alert')).toContainText('longer than one message may be');
  await page.getByRole('button', { name: 'Send as 2 messages' }).click();
  await expect(box(page)).toHaveValue('');
  await expect(own(page, 'Bagian dua')).toHaveAccessibleName(/Waiting$/);

  await demo.restoreNetwork();
  await expect(own(page, 'Bagian dua')).toHaveAccessibleName(DELIVERED, { timeout: 60_000 });
  expect((await messages(third.id)).slice(-2).map((message) => message['content'])).toEqual(parts);
  // Another conversation's lane may take a little longer.
  await expect
    .poll(async () => (await messages(first.id)).slice(-2).map((message) => message['content']), { timeout: 60_000 })
    .toEqual(['Catatan di utas', 'Ini berkasnya ya kak']);
  const inFirst = await messages(first.id);
  const parent = inFirst.find((message) => message['content'] === 'Baik kak 👍 jam 10:30 🚚')?.['id'];
  expect(inFirst.slice(-2)).toMatchObject([{ parent_message_id: parent }, { reply_to_message_id: parent }]);

  // Closed elsewhere: the composer says why, and what had been written is still to be had.
  await box(page).fill('Belum selesai');
  await expect(page.getByText(/^Draft saved \d\d:\d\d$/)).toBeVisible();
  const closed = await fetch(`${demo.address}/v1/chat/conversations/${third.id}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${demo.accounts[0].token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ is_open: false }),
  });
  expect(closed.status).toBe(200);
  await expect(page.getByText('This conversation is closed.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Copy draft' })).toBeVisible();
}
