import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';
import { choose } from './message-actions.ts';
import { Person } from './person.ts';
import { customers, open, own, send } from './story.ts';

export const REACTIONS_STORY =
  'reactions, edits, deletions, receipts and typing are seen as they come, and what is done without a network arrives once';

interface ServerMessage {
  readonly id: number;
  readonly content: string;
  readonly is_deleted: boolean;
  readonly reactions: readonly { readonly user_id: number; readonly reaction: string }[];
  readonly edits: readonly { readonly previous_content: string; readonly edit_reason: string | null }[];
}

/** `page` shows the desk, signed in. */
export async function tellReactions(demo: Demo, page: Page): Promise<void> {
  const [conversation] = await customers(demo);
  if (conversation === undefined) throw new Error('The demo has no open order conversation');
  const { id } = conversation;
  const me = demo.accounts[0].userId;
  const siti = await Person.of(demo, conversation.customer, 'Mozilla/5.0 (X11; Linux) Chrome/140.0');
  const elsewhere = await Person.of(demo, me);
  const log = page.getByRole('log', { name: 'Messages' });
  const box = page.getByRole('textbox', { name: 'Message' });
  const onServer = async (messageId: number): Promise<ServerMessage> => {
    const { data } = (await demo.admin('GET', `conversations/${id}/messages`)) as {
      readonly data: readonly ServerMessage[];
    };
    const found = data.find((one) => one.id === messageId);
    if (found === undefined) throw new Error('The server does not have it');
    return found;
  };
  const reactionsOf = async (messageId: number, userId: number): Promise<string[]> =>
    (await onServer(messageId)).reactions
      .filter((one) => one.user_id === userId)
      .map((one) => one.reaction)
      .toSorted();

  await open(page, conversation.title);
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText('Up to date');

  // Reactions: others' with their names, mine by the picker, by the key, and taken back by a press.
  const questionId = await siti.say(id, 'Kak, kapan dikirim?');
  const question = own(page, 'Kak, kapan dikirim?');
  await siti.react(questionId, '🙏');
  const others = question.getByRole('button', { name: /^🙏, 1: Siti/ });
  await expect(others).toHaveAttribute('aria-pressed', 'false');
  // For the eye what the name says to the ear, also without a pointer.
  await others.focus();
  await expect(page.locator('[data-radix-popper-content-wrapper]')).toContainText('Siti');
  await others.click();
  await expect(question.getByRole('button', { name: /^🙏, 2: / })).toHaveAttribute('aria-pressed', 'true');
  await question.focus();
  await page.keyboard.press('e');
  await expect(page.getByRole('button', { name: /👍/ }).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question).toHaveAccessibleName(/🙏 2, 👍 1/);
  await expect.poll(() => reactionsOf(questionId, me)).toEqual(['👍', '🙏'].toSorted());
  await question.getByRole('button', { name: /^👍, 1: / }).click();
  await expect(question).not.toHaveAccessibleName(/👍/);
  await expect.poll(() => reactionsOf(questionId, me)).toEqual(['🙏']);

  // Typing in, which ends by itself.
  await demo.admin('POST', 'typing', { conversation_id: id, user_id: conversation.customer, is_typing: true });
  await expect(page.getByRole('status', { name: 'Typing' })).toContainText('is typing');
  await expect(page.getByRole('status', { name: 'Typing' })).not.toContainText('is typing');

  // An edit with a reason; the history says what changed, by whom and why, and gives the focus back.
  await send(page, 'Dikirim hari Senin, Kak');
  const answer = own(page, /Dikirim hari (Senin|Rabu|Kamis)/);
  await expect(answer).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  const answerId = Number(await answer.getAttribute('data-message-id'));
  await choose(answer, 'Edit');
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('Dikirim hari Senin, Kak');
  await page.keyboard.press('Escape');
  await expect(box).toHaveValue('');
  await choose(answer, 'Edit');
  await page.getByRole('textbox', { name: 'Reason (optional)' }).fill('salah hari');
  await box.fill('Dikirim hari Rabu, Kak');
  await page.keyboard.press('Control+Enter');
  await expect(answer).toHaveAccessibleName(/Rabu.*edited/);
  await expect.poll(async () => (await onServer(answerId)).edits.map((one) => one.edit_reason)).toEqual(['salah hari']);
  await answer.getByRole('button', { name: 'edited' }).click();
  const history = page.getByRole('dialog', { name: 'Edit history' });
  await expect(history.getByRole('deletion')).toContainText('Senin');
  await expect(history.getByRole('insertion')).toContainText('Rabu');
  await expect(history).toContainText('Reason: salah hari');
  await page.keyboard.press('Escape');
  await expect(answer.getByRole('button', { name: 'edited' })).toBeFocused();

  // Somebody else changes it while it is being edited: neither text is lost.
  await choose(answer, 'Edit');
  await box.fill('Dikirim hari Kamis, Kak');
  await elsewhere.edit(answerId, 'Dikirim hari Rabu sore, Kak');
  await expect(own(page, 'Rabu sore')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Rabu sore' })).toBeVisible();
  await page.getByRole('button', { name: 'Save mine' }).click();
  await expect.poll(async () => (await onServer(answerId)).content).toBe('Dikirim hari Kamis, Kak');

  // Receipts: who, when, on what; said below the message, too.
  await siti.read(id, answerId);
  await expect(page.getByText(/^Read (up to here )?by Siti/)).toBeVisible();
  await choose(answer, 'Details');
  const details = page.getByRole('dialog', { name: 'Message details' });
  await expect(details.getByRole('listitem').filter({ hasText: 'Siti' })).toContainText(/Read · .* · on web · Chrome/);
  await page.keyboard.press('Escape');
  await expect(answer.getByRole('button', { name: 'More' })).toBeFocused();

  // What the server could not deliver says so, and goes again once the agent says so, as a new message.
  await send(page, 'Ini tidak tersampaikan');
  const lost = own(page, 'Ini tidak tersampaikan');
  await expect(lost).toHaveAccessibleName(/Sent$/);
  const lostId = Number(await lost.getAttribute('data-message-id'));
  await demo.admin('POST', 'undelivered', { conversation_id: id, message_id: lostId });
  await expect(lost).toHaveAccessibleName(/Not sent$/);
  await lost.getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  await expect(lost).toHaveCount(2);
  await expect(lost.last()).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  await expect(lost.first()).toHaveAccessibleName(/Not sent$/);

  // A deletion of somebody else's: gone from the thread, the inbox and the search.
  const slipId = await siti.say(id, 'Alamat rahasia kucingoren');
  await expect(own(page, 'kucingoren')).toBeVisible();
  await siti.remove(slipId);
  await expect(page.getByText('kucingoren')).toHaveCount(0);
  await expect(log.locator(`article[data-message-id="${slipId}"]`)).toHaveAccessibleName(/deleted/);

  // All of it without a network.
  await send(page, 'Ini nanti dihapus');
  const doomed = own(page, 'Ini nanti dihapus');
  await expect(doomed).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  const doomedId = Number(await doomed.getAttribute('data-message-id'));
  await demo.cutNetwork();
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText(/Offline|does not answer/);
  await question.getByRole('button', { name: /^🙏, 2: / }).click();
  await question.focus();
  await page.keyboard.press('e');
  await page.getByRole('button', { name: /❤️/ }).first().click();
  await expect(question.getByRole('button', { name: /^❤️, 1: .*not on the server yet$/ })).toBeVisible();
  await choose(answer, 'Edit');
  await box.fill('Dikirim hari Kamis pagi, Kak');
  await page.keyboard.press('Control+Enter');
  await expect(own(page, 'Kamis pagi')).toHaveAccessibleName(/edited, not on the server yet/);
  await choose(doomed, 'Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  const tombstone = log.locator(`article[data-message-id="${doomedId}"]`);
  await expect(tombstone).toHaveAccessibleName(/deleted, not on the server yet/);
  await expect(tombstone).toBeFocused();
  await expect(page.getByText('Ini nanti dihapus')).toHaveCount(0);

  // The outbox has all of it, and the sync line counts it.
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText('4 waiting to send');
  const main = page.getByRole('navigation', { name: 'Main' });
  await main.getByRole('button', { name: /^Outbox/ }).click();
  await expect(page.getByRole('button', { name: /^Edit: Dikirim hari Kamis pagi, Kak\s*Waiting/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Delete: a message\s*Waiting/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Take back 🙏 on: / })).toBeVisible();
  await expect(page.getByRole('button', { name: /^❤️ on: / })).toBeVisible();
  await main.getByRole('button', { name: /^Inbox/ }).click();

  await demo.restoreNetwork();
  await expect.poll(() => reactionsOf(questionId, me), { timeout: 60_000 }).toEqual(['❤️']);
  await expect.poll(async () => (await onServer(doomedId)).is_deleted, { timeout: 60_000 }).toBe(true);
  await expect
    .poll(async () => (await onServer(answerId)).content, { timeout: 60_000 })
    .toBe('Dikirim hari Kamis pagi, Kak');
  expect((await onServer(answerId)).edits.map((one) => one.previous_content)).toEqual([
    'Dikirim hari Senin, Kak',
    'Dikirim hari Rabu, Kak',
    'Dikirim hari Rabu sore, Kak',
    'Dikirim hari Kamis, Kak',
  ]);
  await expect(own(page, 'Kamis pagi')).not.toHaveAccessibleName(/not on the server yet/);
  await expect(tombstone).not.toHaveAccessibleName(/not on the server yet/);

  // Refused afterwards, it says so, and the words are still there.
  await demo.admin('POST', 'faults', { kind: 'status', status: 403, endpoints: ['messages.edit'], count: 1 });
  await choose(own(page, 'Kamis pagi'), 'Edit');
  await box.fill('Terlambat diubah');
  await page.keyboard.press('Control+Enter');
  await expect(own(page, 'Kamis pagi')).toContainText('Edit not saved');
  await own(page, 'Kamis pagi').getByRole('button', { name: 'Retry' }).click();
  await expect(own(page, 'Terlambat diubah')).toBeVisible();
  await expect.poll(async () => (await onServer(answerId)).content).toBe('Terlambat diubah');
}
