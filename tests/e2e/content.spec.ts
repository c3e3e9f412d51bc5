import { CONTENT_STORY, tellContent } from './support/content-story.ts';
import { expect, test } from './support/desk-test.ts';
import { RefusingServer } from './support/refusing-server.ts';
import { customers, open, own } from './support/story.ts';

test(CONTENT_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(180_000);
  const host = await startHost();
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
  await tellContent(demo, page);
});

test('a card that the server refuses goes as text once the agent says so, and the next one does so at once', async ({
  page,
  demo,
  startHostOf,
}) => {
  test.setTimeout(120_000);
  const server = await RefusingServer.start(demo.address);
  try {
    const host = await startHostOf(0, server.address);
    await page.goto(host.address);
    const [first] = await customers(demo);
    if (first === undefined) throw new Error('The demo has no open order conversation');
    await open(page, first.title);
    await expect(page.getByRole('status', { name: 'Sync' })).toContainText('Up to date');
    const box = page.getByRole('textbox', { name: 'Message', exact: true });
    const pick = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Insert card' }).click();
      const field = page.getByRole('combobox', { name: 'Search orders and products' });
      await field.fill('ORD');
      await expect(
        page.getByRole('listbox', { name: 'Orders and products' }).getByRole('option').first(),
      ).toBeVisible();
      await field.press('Enter');
      // The answer to what was typed may still be out: it is picked once that is there.
      await expect(field).toBeHidden();
    };

    server.refusal = { method: 'POST', path: '/v1/chat/messages', status: 422, errorCode: 'INVALID_MESSAGE_TYPE' };
    await pick();
    await box.fill('Ini pesanannya');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const message = own(page, 'Ini pesanannya');
    await expect(message).toHaveAccessibleName(/Not sent$/);
    server.refusal = null;
    await message.getByRole('button', { name: 'Send as text' }).click();
    await expect(own(page, 'Ini pesanannya')).toHaveAccessibleName(/(Sent|Delivered|Read)$/);

    await pick();
    await expect(page.getByText('This server takes no cards')).toBeVisible();
    await expect(box).toHaveValue(/^ORD-/);
    await expect(page.getByRole('button', { name: 'Remove the card' })).toHaveCount(0);
  } finally {
    await server.stop();
  }
});
