import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';
import { act } from './message-actions.ts';
import { Person } from './person.ts';
import { customers, open, own, send } from './story.ts';

export const REPLIES_STORY =
  'quotes lead to what they quote and back, threads stand beside, and replies to what has not left yet wait for it';

interface ServerMessage {
  readonly id: number;
  readonly content: string;
  readonly parent_message_id: number | null;
  readonly reply_to_message_id: number | null;
}

/** `page` shows the desk, signed in. */
export async function tellReplies(demo: Demo, page: Page): Promise<void> {
  const [conversation] = await customers(demo);
  if (conversation === undefined) throw new Error('The demo has no open order conversation');
  const { id } = conversation;
  const siti = await Person.of(demo, conversation.customer);
  const dimas = await Person.of(demo, demo.accounts[0].userId);
  const box = page.getByRole('textbox', { name: 'Message' }).first();
  const onServer = async (): Promise<readonly ServerMessage[]> =>
    ((await demo.admin('GET', `conversations/${id}/messages`)) as { readonly data: readonly ServerMessage[] }).data;
  const sent = async (content: string): Promise<ServerMessage> => {
    const all = (await onServer()).filter((one) => one.content === content);
    expect(all).toHaveLength(1);
    return all[0] as ServerMessage;
  };

  // A quote of something far above: there by the quote, back by the keyboard.
  const first = (await onServer())[0];
  if (first === undefined) throw new Error('The conversation is empty');
  await siti.say(id, 'Soal yang paling atas itu', { reply_to_message_id: first.id });
  await open(page, conversation.title);
  const quoting = own(page, 'Soal yang paling atas itu');
  await expect(quoting).toHaveAccessibleName(/reply/);
  await quoting
    .getByRole('button')
    .filter({ has: page.locator('b') })
    .first()
    .click();
  const target = page.locator(`article[data-message-id="${first.id}"]`);
  await expect(target).toBeFocused();
  await expect(target).toBeInViewport();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(quoting).toBeFocused();
  await expect(quoting).toBeInViewport();

  // By the keyboard: R quotes the message that has the focus; Escape gives it up; elsewhere it is a letter.
  await page.keyboard.press('r');
  await expect(box).toBeFocused();
  await page.keyboard.type('rapi');
  await expect(box).toHaveValue('rapi');
  await expect(page.getByRole('button', { name: 'Stop replying' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Stop replying' })).toBeHidden();
  await act(quoting, 'Reply');
  await send(page, 'Baik, yang itu ya');
  await expect(own(page, 'Baik, yang itu ya')).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  expect((await sent('Baik, yang itu ya')).reply_to_message_id).toBe((await sent('Soal yang paling atas itu')).id);

  // A thread of its own beside the conversation, with a count on the message it hangs on.
  await act(own(page, 'Baik, yang itu ya'), 'Reply in thread');
  const panel = page.getByRole('complementary', { name: 'Reply thread' });
  await expect(panel).toContainText('No replies yet.');
  await panel.getByRole('textbox', { name: 'Message' }).fill('Catatan di utas');
  await panel.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(panel.getByRole('article', { name: 'Catatan di utas' })).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  const parent = await sent('Baik, yang itu ya');
  expect((await sent('Catatan di utas')).parent_message_id).toBe(parent.id);
  const inThread = await siti.say(id, 'Balasan Siti di utas', { parent_message_id: parent.id });
  await expect(panel.getByRole('article', { name: 'Balasan Siti di utas' })).toBeVisible();
  await expect(panel).toContainText('2 replies');
  // What happens to a reply is seen there, too.
  await siti.remove(inThread);
  await expect(panel).not.toContainText('Balasan Siti di utas');
  await expect(panel.getByRole('article', { name: /deleted/ })).toBeVisible();
  await panel.getByRole('button', { name: 'Close the reply thread' }).click();
  await expect(panel).toBeHidden();
  await expect(own(page, 'Baik, yang itu ya').getByRole('button', { name: '2 replies' })).toBeVisible();

  // What is quoted and then deleted is gone from the quote.
  const secret = await siti.say(id, 'Nomor saya 0812000111');
  await dimas.say(id, 'Sudah dicatat', { reply_to_message_id: secret });
  await expect(own(page, 'Sudah dicatat')).toContainText('0812000111');
  await siti.remove(secret);
  await expect(own(page, 'Sudah dicatat')).toContainText('Deleted message');
  await expect(page.getByRole('log', { name: 'Messages' })).not.toContainText('0812000111');

  // Without a network: a reply to a message that has not left itself, and one to that.
  await demo.cutNetwork();
  await send(page, 'Pertama tanpa jaringan');
  await act(own(page, 'Pertama tanpa jaringan'), 'Reply');
  await send(page, 'Kedua membalas pertama');
  await expect(own(page, 'Kedua membalas pertama')).toHaveAccessibleName(/reply to .*(Waiting|Checking)$/);
  await act(own(page, 'Kedua membalas pertama'), 'Reply');
  await send(page, 'Ketiga membalas kedua');
  await demo.restoreNetwork();
  await expect(own(page, 'Ketiga membalas kedua')).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 90_000 });
  const [one, two, three] = [
    await sent('Pertama tanpa jaringan'),
    await sent('Kedua membalas pertama'),
    await sent('Ketiga membalas kedua'),
  ];
  expect([two.reply_to_message_id, three.reply_to_message_id]).toEqual([one.id, two.id]);

  // The one it answers is refused: the reply is held, and goes without the quote when told to.
  await demo.cutNetwork();
  await send(page, 'Ini akan ditolak');
  await act(own(page, 'Ini akan ditolak'), 'Reply');
  await send(page, 'Ini tetap dikirim');
  await demo.admin('POST', 'faults', { kind: 'status', status: 422, endpoints: ['messages.send'], count: 1 });
  await demo.restoreNetwork();
  const held = own(page, 'Ini tetap dikirim');
  await expect(own(page, 'Ini akan ditolak')).toHaveAccessibleName(/Not sent$/, { timeout: 90_000 });
  await expect(held).toHaveAccessibleName(/Held$/);
  await expect(held.getByRole('button', { name: 'Edit' })).toBeVisible();
  await expect(held.getByRole('button', { name: 'Discard' })).toBeVisible();
  await held.getByRole('button', { name: 'Send without the quote' }).click();
  await expect(held).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 60_000 });
  expect((await sent('Ini tetap dikirim')).reply_to_message_id).toBeNull();
  expect((await onServer()).filter((message) => message.content === 'Ini akan ditolak')).toEqual([]);
  await own(page, 'Ini akan ditolak').getByRole('button', { name: 'Discard' }).click();
  await expect(own(page, 'Ini akan ditolak')).toBeHidden();
}
