import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';
import { customers, open, own, send } from './story.ts';

export const CONTENT_STORY =
  'every kind of message is readable and cards can be sent, also without a network: links made safe, templates, products, orders from whatever is known of them';

interface ServerMessage {
  readonly content: string;
  readonly content_type: string;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** `page` shows the desk, signed in. */
export async function tellContent(demo: Demo, page: Page): Promise<void> {
  const [first] = await customers(demo);
  if (first === undefined) throw new Error('The demo has no open order conversation');
  const orderId = await orderOf(demo, first.id);
  /** From another device of the same agent. */
  const post = async (body: object): Promise<void> => {
    const response = await fetch(`${demo.address}/v1/chat/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${demo.accounts[0].token}` },
      body: JSON.stringify({ conversation_id: first.id, ...body }),
    });
    if (!response.ok) throw new Error(`The demo answered ${response.status}: ${await response.text()}`);
  };
  const onServer = async (content: string): Promise<ServerMessage[]> => {
    const { data } = (await demo.admin('GET', `conversations/${first.id}/messages`)) as {
      data: readonly ServerMessage[];
    };
    return data.filter((message) => message.content === content);
  };
  const box = page.getByRole('textbox', { name: 'Message' });
  await open(page, first.title);

  // Text is text: its links are safe, nothing else in it means anything.
  await post({ content: 'Lihat <b>panduan</b> di https://zukses.com/help atau https://toko.example/x' });
  const text = own(page, '<b>panduan</b>');
  await expect(text.getByRole('link')).toHaveText(['https://zukses.com/help', 'https://toko.example/x']);
  await text.getByRole('link', { name: 'https://toko.example/x' }).click();
  const asked = page.getByRole('dialog', { name: 'Open this link?' });
  await expect(asked).toContainText('toko.example');
  await page.keyboard.press('Escape');

  await post({
    content: 'Apakah kendala Kakak sudah teratasi?',
    content_type: 'template',
    metadata: {
      template_name: 'tindak_lanjut',
      variables: { order_number: 'ORD-77', nomor_tiket: 'T-9' },
      action_url: 'https://zukses.com/help/77',
    },
  });
  const template = own(page, 'Apakah kendala Kakak sudah teratasi?');
  await expect(template.getByRole('term')).toHaveText(['Template', 'Order', 'nomor_tiket']);
  await expect(template.getByRole('button', { name: 'Open', exact: true })).toBeEnabled();

  await post({
    content: 'Yang ini masih ada, Kak?',
    content_type: 'product_card',
    metadata: {
      card_type: 'product',
      name: 'Blender HR-2222',
      price: 899_000,
      stock: 0,
      shop_name: 'Toko Maju Jaya',
      sku: 'HR-2222',
      garansi: '2 tahun',
      url: 'https://toko.example/blender',
    },
  });
  const product = own(page, 'Yang ini masih ada, Kak?').getByRole('group', { name: 'Product Blender HR-2222' });
  await expect(product).toContainText('Product · Toko Maju Jaya');
  await expect(product).toContainText('Rp899.000');
  await expect(product).toContainText('Out of stock');
  await expect(product).toContainText(/As of \d\d:\d\d/);
  await expect(product.getByRole('term')).toHaveText(['SKU', 'garansi']);
  await product.getByRole('button', { name: 'Open product' }).click();
  await expect(asked).toContainText('toko.example');
  await page.keyboard.press('Escape');

  // It says only which order it is; what an earlier card told of the same one is on it, with its age.
  await post({
    content: 'Status pesanannya di sini ya, Kak.',
    content_type: 'product_card',
    metadata: { card_type: 'order_status', action_url: `https://zukses.com/orders/${orderId}` },
  });
  const order = own(page, 'Status pesanannya di sini ya, Kak.').getByRole('group', { name: /^Order ORD-/ });
  await expect(order).toContainText(/Total.*Rp/);
  await expect(order.getByRole('button', { name: 'Open order' })).toBeEnabled();
  await post({
    content: 'Yang ini belum ada di sini.',
    content_type: 'order_card',
    metadata: { card_type: 'order_status', action_url: 'https://zukses.com/orders/99999999' },
  });
  const unknown = own(page, 'Yang ini belum ada di sini.').getByRole('group', { name: 'Order #99999999' });
  await expect(unknown).toBeVisible();
  await expect(unknown).not.toContainText('As of');

  // Each order once among the details, by its newest snapshot; never an empty card.
  const details = page.getByRole('complementary', { name: 'Details' });
  const orders = details.getByRole('region', { name: 'Orders' });
  const names = await orders
    .getByRole('group')
    .evaluateAll((groups) => groups.map((one) => one.getAttribute('aria-label')));
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('Order #99999999');
  await expect(details.getByRole('region', { name: 'About' }).getByRole('term').first()).toHaveText(
    /^(Order|Shop|Order ID)$/,
  );

  // A card of what has come up here goes with the words beside it.
  await page.getByRole('button', { name: 'Insert card' }).click();
  await page.getByRole('combobox', { name: 'Search orders and products' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Remove the card' })).toBeVisible();
  await send(page, 'Ini pesanannya, Kak');
  const sent = own(page, 'Ini pesanannya, Kak');
  await expect(sent).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  await expect(sent.getByRole('group')).toBeVisible();
  expect((await onServer('Ini pesanannya, Kak')).map((message) => message.content_type)).toEqual([
    expect.stringMatching(/^(order|product)_card$/),
  ]);

  await demo.cutNetwork();
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText(/Offline|does not answer/);
  await expect(order.getByRole('button', { name: 'Open order' })).toBeDisabled();
  await order.getByRole('button', { name: 'Copy link' }).click();
  await box.focus();
  await page.keyboard.press('Control+V');
  await expect(box).toHaveValue(`https://zukses.com/orders/${orderId}`);
  // A pasted link is offered as the card it leads to, without a network, too.
  await page.getByRole('button', { name: 'As a card' }).click();
  await expect(box).toHaveValue('');
  await send(page, 'Saya kirim ulang kartunya');
  const waiting = own(page, 'Saya kirim ulang kartunya');
  await expect(waiting).toHaveAccessibleName(/(Waiting|Checking)$/);
  await expect(waiting.getByRole('group', { name: /^Order ORD-/ })).toContainText(/Total.*Rp/);

  await demo.restoreNetwork();
  await expect(waiting).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 90_000 });
  const [arrived, ...again] = await onServer('Saya kirim ulang kartunya');
  expect(again).toEqual([]);
  expect(arrived).toMatchObject({ content_type: 'order_card', metadata: { order_id: orderId } });
}

/** The order that the conversation is about. */
async function orderOf(demo: Demo, conversationId: number): Promise<number> {
  const { data } = (await demo.admin('GET', 'conversations')) as {
    data: readonly { readonly id: number; readonly metadata: Readonly<Record<string, unknown>> | null }[];
  };
  const id = data.find((one) => one.id === conversationId)?.metadata?.['order_id'];
  if (typeof id !== 'number') throw new Error('The conversation names no order');
  return id;
}
