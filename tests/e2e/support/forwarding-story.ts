import { expect, type Page } from '@playwright/test';
import { picture } from '#tests/support/picture.ts';
import type { Demo } from './demo.ts';
import { attach, composerOf, filesOnServer } from './files.ts';
import { choose } from './message-actions.ts';
import { customers, escaped, open, own } from './story.ts';

export const FORWARDING_STORY =
  'messages are copied with who said what and when, linked to, and forwarded with their files, also without a network';

/** `page` shows the desk, signed in. */
export async function tellForwarding(demo: Demo, page: Page): Promise<void> {
  const [first, second] = await customers(demo);
  if (first === undefined || second === undefined) throw new Error('The demo has no two open order conversations');
  const box = page.getByRole('textbox', { name: 'Message' });
  const say = async (content: string): Promise<number> => {
    const answer = await demo.admin('POST', 'say', { conversation_id: first.id, user_id: first.customer, content });
    return (answer as { message_id: number }).message_id;
  };
  const pasted = async (): Promise<string> => {
    await box.fill('');
    await box.focus();
    await page.keyboard.press('Control+V');
    await expect(box).not.toHaveValue('');
    const text = await box.inputValue();
    await box.fill('');
    return text;
  };

  /** From the middle of one bubble to the middle of the next. */
  const select = (): Promise<void> =>
    page.evaluate(() => {
      const texts = [...document.querySelectorAll('[role="log"] article [data-message-text]')].slice(-2);
      const [from, to] = texts.map((text) => text.firstChild);
      if (!from || !to) throw new Error('No two texts');
      getSelection()?.setBaseAndExtent(from, 5, to, 10);
    });

  await open(page, first.title);
  // More than a screen of it, so that what is above is drawn no more at the end.
  await say(Array.from({ length: 90 }, (_, index) => `Barang ${index + 1}`).join('\n'));
  await say('Kak, paketnya belum sampai');
  const lastId = await say('Sudah lima hari menunggu');
  const earlier = own(page, 'Kak, paketnya belum sampai');
  const later = own(page, 'Sudah lima hari menunggu');
  await expect(later).toBeVisible();

  await select();
  await page.keyboard.press('Control+C');
  const lines = (await pasted()).split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\[.+\d\d:\d\d\] .+: paketnya belum sampai$/);
  expect(lines[1]).toMatch(/^\[.+\d\d:\d\d\] .+: Sudah lima$/);

  // What has been scrolled out of sight while it was selected is copied all the same.
  const log = page.getByRole('log', { name: 'Messages' });
  const texts = log.locator('[data-message-text]');
  await log.focus();
  await expect(async () => {
    await log.evaluate((element) => element.scrollTo(0, 0));
    await expect(later).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  const begun = await texts.first().evaluate((text) => {
    getSelection()?.setBaseAndExtent(text, 0, text, 1);
    return text.textContent;
  });
  // What comes in sight is measured then, and the end may move on: it is gone after.
  await expect(async () => {
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(later).toBeInViewport({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(texts.filter({ hasText: begun })).toHaveCount(0);
  await later.locator('[data-message-text]').evaluate((text) => getSelection()?.extend(text, 1));
  await page.keyboard.press('Control+C');
  await expect.poll(pasted).toMatch(/: Sudah lima hari menunggu$/);
  expect((await pasted()).split('\n')[0]).toContain(begun);

  await choose(earlier, 'Copy');
  await expect.poll(pasted).toBe('Kak, paketnya belum sampai');
  await choose(later, 'Copy link');
  await expect.poll(pasted).toBe(`zukses-desk://conversation/${first.id}?message=${lastId}`);

  // Pasted where one goes anywhere, it opens its message.
  await open(page, second.title);
  await page.keyboard.press('Control+K');
  const switcher = page.getByRole('dialog', { name: 'Go to' });
  await expect(switcher.getByRole('combobox', { name: 'Go to' })).toBeFocused();
  await page.keyboard.press('Control+V');
  await expect(switcher.getByRole('option')).toHaveText(['Open the linked message']);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByRole('heading', { name: first.title })).toBeVisible();
  await expect(later).toBeInViewport();

  // Several at once, from the bar over what is selected; a closed conversation says why it is none.
  const dialog = page.getByRole('dialog', { name: 'Forward' });
  const field = dialog.getByRole('combobox', { name: 'Find a conversation' });
  await select();
  const bar = page.getByRole('toolbar', { name: 'Selected messages' });
  await expect(bar).toContainText('2 messages selected');
  await bar.getByRole('button', { name: 'Forward' }).click();
  const closed = await closedTitle(demo);
  await field.fill(closed);
  await expect(dialog.getByRole('option', { name: new RegExp(`^${escaped(closed)}.*closed`) }).first()).toBeDisabled();
  await field.fill(second.title);
  await expect(dialog.getByRole('option').first()).toContainText(second.title);
  await dialog.getByRole('button', { name: 'Forward' }).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(async () => (await contents(demo, second.id)).slice(-2))
    .toEqual(['Kak, paketnya belum sampai', 'Sudah lima hari menunggu']);

  // A message with a file goes on to where something is being written, without a network.
  await open(page, second.title);
  await box.fill('Belum selesai');
  await expect(page.getByText(/^Draft saved/)).toBeVisible();
  await open(page, first.title);
  const bytes = Buffer.from(picture(() => 0.5));
  await attach(composerOf(page), [{ name: 'bukti.png', mimeType: 'image/png', buffer: bytes }]);
  await box.fill('Ini bukti kirimnya');
  await expect(box).toHaveValue('Ini bukti kirimnya');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const proof = own(page, 'Ini bukti kirimnya');
  await expect(proof).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 60_000 });

  await demo.cutNetwork();
  await choose(proof, 'Forward');
  await expect(dialog).toContainText('bukti.png');
  await expect(field).toBeFocused();
  await field.fill(second.title);
  const found = dialog.getByRole('listbox', { name: 'Forward to' }).getByRole('option').first();
  await expect(found).toContainText(second.title);
  await expect(dialog.getByRole('button', { name: 'Forward' })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await page
    .getByRole('status')
    .filter({ hasText: `Forwarded to ${second.title}` })
    .getByRole('button', { name: 'Open', exact: true })
    .last()
    .click();
  const forwarded = own(page, 'Ini bukti kirimnya');
  await expect(forwarded).toHaveAccessibleName(/bukti\.png.*(Waiting|Checking)$/);
  await expect(box).toHaveValue('Belum selesai');

  await demo.restoreNetwork();
  await expect(forwarded).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 120_000 });
  const [there] = await filesOnServer(demo, second.id, 'Ini bukti kirimnya');
  expect(there?.filename).toBe('bukti.png');
  expect(there?.bytes.equals(bytes)).toBe(true);
  await expect(box).toHaveValue('Belum selesai');
}

async function contents(demo: Demo, conversationId: number): Promise<string[]> {
  const { data } = (await demo.admin('GET', `conversations/${conversationId}/messages`)) as {
    data: readonly { readonly content: string }[];
  };
  return data.map((message) => message.content);
}

/** Of a closed conversation that the agent takes part in. */
async function closedTitle(demo: Demo): Promise<string> {
  const { data } = (await demo.admin('GET', 'conversations')) as {
    data: readonly {
      readonly title: string;
      readonly is_open: boolean;
      readonly participants: readonly { readonly user_id: number | null }[];
    }[];
  };
  const agent = demo.accounts[0].userId;
  const closed = data.find((one) => !one.is_open && one.participants.some((person) => person.user_id === agent));
  if (closed === undefined) throw new Error('The demo has no closed conversation');
  return closed.title;
}
