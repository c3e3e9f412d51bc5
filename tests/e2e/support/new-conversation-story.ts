import { expect, type Page } from '@playwright/test';
import { picture } from '#tests/support/picture.ts';
import type { Demo } from './demo.ts';
import { attach } from './files.ts';
import { own } from './story.ts';

export const NEW_CONVERSATION_STORY =
  'a conversation made without a network opens at once and is there when it returns; a refused one can be tried again';

interface Created {
  readonly id: number;
  readonly title: string;
  readonly type: string;
}

/** `page` shows the desk, signed in. */
export async function tellNewConversation(demo: Demo, page: Page): Promise<void> {
  const created = async (title: string): Promise<Created[]> => {
    const { data } = (await demo.admin('GET', 'conversations')) as { data: readonly Created[] };
    return data.filter((one) => one.title === title);
  };
  const begin = async (title: string, message: string): Promise<void> => {
    await page.getByRole('button', { name: 'New conversation' }).click();
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByRole('combobox', { name: 'People' }).fill('siti');
    await dialog.getByRole('option', { name: /Siti/ }).first().click();
    await dialog.getByRole('combobox', { name: 'Type' }).selectOption({ label: 'Group' });
    await dialog.getByRole('textbox', { name: 'Title' }).fill(title);
    await dialog.getByRole('textbox', { name: 'First message' }).fill(message);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('main').getByRole('heading', { name: title })).toBeVisible();
  };

  // What is missing is said before anything is sent.
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Choose at least one person.')).toBeVisible();
  await page.keyboard.press('Escape');

  // A title is suggested from whom and what it is about, until one is typed; the first message may bring files.
  await page.getByRole('button', { name: 'New conversation' }).click();
  const form = page.getByRole('dialog', { name: 'New conversation' });
  const title = form.getByRole('textbox', { name: 'Title' });
  await form.getByRole('combobox', { name: 'People' }).fill('siti');
  await form.getByRole('option', { name: /Siti/ }).first().click();
  await expect(title).toHaveValue(/^Siti/);
  await form.getByRole('combobox', { name: 'Type' }).selectOption({ label: 'Order' });
  await form.getByRole('button', { name: 'About' }).click();
  await page.getByRole('combobox', { name: 'Search orders and products' }).fill('ORD');
  await page
    .getByRole('listbox', { name: 'Orders and products' })
    .getByRole('option', { name: /ORD-/ })
    .first()
    .click();
  await expect(title).toHaveValue(/^Siti.* · ORD-/);
  await demo.cutNetwork();
  await title.fill('Bukti tanpa jaringan');
  await attach(form, [{ name: 'bukti.png', mimeType: 'image/png', buffer: Buffer.from(picture(() => 0.5)) }]);
  await form.getByRole('textbox', { name: 'First message' }).fill('Fotonya saya lampirkan');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(form).toBeHidden();
  await expect(own(page, 'Fotonya saya lampirkan')).toHaveAccessibleName(/bukti\.png.*(Waiting|Checking)$/);
  await demo.restoreNetwork();
  await expect(own(page, 'Fotonya saya lampirkan')).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 90_000 });
  expect(await created('Bukti tanpa jaringan')).toMatchObject([{ type: 'order_support' }]);

  await demo.cutNetwork();
  await begin('Retur tanpa jaringan', 'Halo kak, soal returnya');
  // Whatever was on its way when the network went is looked for before it is repeated.
  await expect(own(page, 'Halo kak, soal returnya')).toHaveAccessibleName(/(Waiting|Checking)$/);
  await expect(page.getByRole('region', { name: 'Notice' })).toContainText(
    /Not on the server yet|Checking whether it was/,
  );
  await page.getByRole('textbox', { name: 'Message' }).fill('Satu lagi ya kak');
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await demo.restoreNetwork();
  await expect(own(page, 'Satu lagi ya kak')).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 90_000 });
  await expect(own(page, 'Halo kak, soal returnya')).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  await expect(page.getByText(/Not on the server yet|Checking whether it was/)).toBeHidden();
  expect(await created('Retur tanpa jaringan')).toMatchObject([{ type: 'group' }]);

  await demo.admin('POST', 'faults', { kind: 'status', status: 422, endpoints: ['conversations.create'], count: 1 });
  await begin('Ditolak dulu', 'Pesan yang menunggu');
  const notice = page.getByRole('region', { name: 'Notice' });
  await expect(notice).toContainText('Not created.');
  await expect(own(page, 'Pesan yang menunggu')).toHaveAccessibleName(/Waiting$/);
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Outbox/ })
    .click();
  await expect(page.getByText('New conversation: Ditolak dulu')).toBeVisible();
  await notice.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the new conversation' });
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Ditolak lalu dibuat');
  await dialog.getByRole('button', { name: 'Save and try again' }).click();
  await expect(own(page, 'Pesan yang menunggu')).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 60_000 });
  expect(await created('Ditolak lalu dibuat')).toHaveLength(1);
  expect(await created('Ditolak dulu')).toHaveLength(0);
}
