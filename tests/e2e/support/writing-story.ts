import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';
import { attach } from './files.ts';
import { customers, open, own } from './story.ts';

export const WRITING_STORY =
  'canned replies are made, filled, stopped at a blank and taken along; cards are sent; a message can be undone';

/** `page` shows the desk, signed in. */
export async function tellWriting(
  demo: Demo,
  page: Page,
  /** Clicks, and returns where the host has saved what comes of it. */
  save: (click: () => Promise<void>) => Promise<string>,
): Promise<void> {
  const [conversation] = await customers(demo);
  if (conversation === undefined) throw new Error('The demo has no open order conversation');
  const box = page.getByRole('textbox', { name: 'Message' });
  const settings = page.getByRole('dialog', { name: 'Settings' });
  const last = async (): Promise<Record<string, unknown> | undefined> => {
    const { data } = (await demo.admin('GET', `conversations/${conversation.id}/messages`)) as {
      data: readonly Record<string, unknown>[];
    };
    return data.at(-1);
  };

  await open(page, conversation.title);

  // It grows with what is written, to ten lines and no further.
  const height = async (lines: number): Promise<number> => {
    await box.fill(Array.from({ length: lines }, (_, index) => `Baris ${index + 1}`).join('\n'));
    return box.evaluate((element) => element.clientHeight);
  };
  const [one, nine, ten] = [await height(1), await height(9), await height(10)];
  expect(nine).toBeGreaterThan(one);
  expect(ten).toBeGreaterThan(nine);
  expect(await height(30)).toBe(ten);
  expect(await box.evaluate((element) => element.scrollHeight > element.clientHeight)).toBe(true);
  expect(await height(1)).toBe(one);

  // None is forced on anybody; the composer leads to where they are made.
  await box.fill('/');
  await page.getByRole('button', { name: 'New reply' }).click();
  await settings.getByRole('button', { name: 'New reply' }).click();
  await settings.getByRole('textbox', { name: 'Shortcut' }).fill('retur');
  await settings.getByRole('textbox', { name: 'Name' }).fill('Retur dengan kurir');
  await settings
    .getByRole('textbox', { name: 'Text' })
    .fill('Baik Kak {{customer.firstName}}, kurir {{nama kurir}} akan menjemput.');
  await attach(settings, [{ name: 'syarat.pdf', mimeType: 'application/pdf', buffer: Buffer.from(PDF) }]);
  await settings.getByRole('button', { name: 'Save reply' }).click();
  await expect(settings.getByRole('button', { name: 'Edit /retur' })).toBeVisible();

  // Taken along, and brought in again.
  const path = await save(() => settings.getByRole('button', { name: 'Export' }).click());
  const file = JSON.parse(readFileSync(path, 'utf8')) as { replies: { shortcut: string }[] };
  expect(file.replies).toHaveLength(1);
  file.replies.push({ ...file.replies[0], shortcut: 'retur-dua' }, { ...file.replies[0], shortcut: 'dua kata' });
  await settings.getByLabel('File with canned replies').setInputFiles({
    name: 'balasan.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(file)),
  });
  await expect(settings.getByRole('alert')).toContainText('2 replies were imported.');
  await expect(settings.getByRole('alert')).toContainText('/dua kata: A shortcut is one word');

  // Undo send, from now on.
  await settings.getByRole('tab', { name: 'General' }).click();
  await settings.getByRole('radiogroup', { name: 'Undo send' }).getByText('10 s').click();
  await page.keyboard.press('Escape');
  await expect(settings).toBeHidden();

  // Filled, with its file; the blank stops the send until it is filled in.
  await box.fill('/retur');
  await expect(page.getByRole('listbox', { name: 'Canned replies' }).getByRole('option')).toHaveCount(2);
  await box.press('Enter');
  await expect(box).toHaveValue(/^Baik Kak \p{L}+, kurir \{\{nama kurir\}\} akan menjemput\.$/u);
  await expect(page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')).toHaveCount(1);
  await box.press('Enter');
  await expect(page.getByRole('alert')).toContainText('fill in nama kurir first');
  await page.keyboard.type('JNE');
  await page.getByRole('button', { name: 'Send', exact: true }).click();

  // It waits, and comes back whole.
  const waiting = own(page, 'kurir JNE akan menjemput');
  await expect(waiting).toHaveAccessibleName(/Waiting$/);
  await waiting.getByRole('button', { name: 'Undo' }).click();
  await expect(box).toHaveValue(/kurir JNE akan menjemput/);
  await expect(page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(waiting).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 30_000 });
  expect(await last()).toMatchObject({ content: expect.stringContaining('kurir JNE akan menjemput') });

  // A card, from those that came up.
  await page.getByRole('button', { name: 'Insert card' }).click();
  const cards = page.getByRole('listbox', { name: 'Orders and products' });
  await cards.getByRole('option').filter({ hasText: 'Order' }).first().click();
  await box.fill('Ini pesanannya ya kak');
  await box.press('Enter');
  const card = own(page, 'Ini pesanannya ya kak');
  await expect(card.getByRole('group', { name: /^Order / })).toBeVisible();
  await expect(card).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 30_000 });
  expect(await last()).toMatchObject({ content: 'Ini pesanannya ya kak', content_type: 'order_card' });
}

const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;
