import { expect, type Locator, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';
import {
  attach,
  composerOf,
  copied,
  filesOnServer,
  filmTransfer,
  largePdf,
  paste,
  pdfFile,
  saysWithFiles,
  transferOf,
  type ChosenFile,
} from './files.ts';
import { customers, open, own } from './story.ts';

/** Files on their way out and in: how far they are, how they are stopped, and how they go on. */

export const UPLOADS_STORY =
  'an upload shows how far it is, is given up, fails and goes again; pasted files go too; what is too much is said before anything is queued';

export const DOWNLOADS_STORY =
  'a file shows how far it is while it comes, is stopped and continued, breaks off with the network and goes on with it, and what is here can be had without one';

const delivered = /(Sent|Delivered|Read)$/;

async function firstCustomer(demo: Demo, page: Page): Promise<{ id: number; title: string; customer: number }> {
  const [first] = await customers(demo);
  if (first === undefined) throw new Error('The demo has no open order conversation');
  await open(page, first.title);
  return first;
}

/** `page` shows the desk, signed in. */
export async function tellUploads(demo: Demo, page: Page): Promise<void> {
  const conversation = await firstCustomer(demo, page);
  const box = page.getByRole('textbox', { name: 'Message' });
  const chosen = page.getByRole('list', { name: 'Files to send' });
  const send = async (text: string): Promise<Locator> => {
    await box.fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(chosen).toBeHidden();
    return own(page, text).last();
  };
  const form = composerOf(page);

  // More than ten: what fits is taken, the rest is said.
  const invoices = Array.from({ length: 11 }, (_, index) => pdfFile(`faktur-${index + 1}.pdf`));
  await attach(form, invoices, 10);
  await expect(page.getByRole('alert')).toContainText('faktur-11.pdf');
  await expect(page.getByRole('alert')).toContainText(/10 files/);
  for (let left = 10; left > 0; left -= 1) {
    await chosen
      .getByRole('button', { name: /^Remove / })
      .first()
      .click();
    await expect(chosen.getByRole('listitem')).toHaveCount(left - 1);
  }

  // Pasted as from any other program.
  const pasted = pdfFile('dari papan klip.pdf');
  await paste(box, await transferOf(page, [pasted]));
  await expect(chosen.getByRole('listitem')).toContainText('dari papan klip.pdf');
  await copied(form, 1);
  await expect(await send('Tempelan')).toHaveAccessibleName(delivered, { timeout: 60_000 });
  const [arrived] = await filesOnServer(demo, conversation.id, 'Tempelan');
  expect(arrived?.bytes.equals(pasted.buffer)).toBe(true);

  // A line on which nothing moves any more: it says how far it is, and is given up; nothing of it arrives.
  await demo.admin('PUT', 'faults', { kind: 'latency', minMs: 20_000, endpoints: ['messages.send'], count: 1 });
  const film = await filmTransfer(page, 'pembongkaran.mp4', 24 * 1024 ** 2);
  await paste(box, film);
  await expect(chosen.getByRole('listitem')).toContainText('24 MB');
  await copied(form, 1);
  const stuck = await send('Videonya');
  await expect(stuck).toHaveAccessibleName(/Sending$/);
  await expect(stuck.getByText(/^\d+% · [\d.]+ [KM]B of 24 MB$/)).toBeVisible({ timeout: 30_000 });
  await expect(stuck.getByRole('progressbar', { name: 'pembongkaran.mp4' })).toHaveAttribute('value', /^[1-9]\d?$/);
  await stuck.getByRole('button', { name: 'Cancel' }).click();
  await expect(own(page, 'Videonya')).toHaveCount(0);
  await demo.admin('DELETE', 'faults');

  // Refused: it stays with its file and the reason, and goes again.
  await demo.admin('PUT', 'faults', { kind: 'status', status: 413, endpoints: ['messages.send'], count: 1 });
  const contract = largePdf('kontrak.pdf', 900_000);
  await attach(form, [contract]);
  const refused = await send('Kontraknya');
  await expect(refused).toHaveAccessibleName(/kontrak\.pdf.*Not sent$/, { timeout: 60_000 });
  await refused.getByRole('button', { name: 'Retry' }).click();
  await expect(refused).toHaveAccessibleName(delivered, { timeout: 60_000 });
  const [kept] = await filesOnServer(demo, conversation.id, 'Kontraknya');
  expect(kept?.bytes.equals(contract.buffer)).toBe(true);

  // Without a network: a file waits while text and file both stay in order, and can be taken back.
  await demo.cutNetwork();
  await attach(form, [pdfFile('tidak jadi.pdf')]);
  const waiting = await send('Menunggu');
  await expect(waiting).toHaveAccessibleName(/tidak jadi\.pdf.*Waiting$/, { timeout: 30_000 });
  await waiting.getByRole('button', { name: 'Cancel' }).click();
  await expect(own(page, 'Menunggu')).toHaveCount(0);
  await attach(form, [pdfFile('jadi.pdf')]);
  const going = await send('Tetap dikirim');
  await demo.restoreNetwork();
  await expect(going).toHaveAccessibleName(delivered, { timeout: 120_000 });
  expect(await filesOnServer(demo, conversation.id, 'Menunggu')).toEqual([]);
  expect(await filesOnServer(demo, conversation.id, 'Videonya')).toEqual([]);
}

/** `saved`: what the host writes, and under what name, where the click asks it to save a file. */
export async function tellDownloads(
  demo: Demo,
  page: Page,
  saved: (filename: string, click: () => Promise<void>) => Promise<Buffer>,
  /** The button that saves, where it stands. */
  save: (within: Locator, filename: string) => Promise<void>,
): Promise<void> {
  const conversation = await firstCustomer(demo, page);
  await demo.admin('PUT', 'rate-limits', { enabled: false });
  const slow = async (bytesPerSecond: number): Promise<void> => {
    await demo.admin('PUT', 'faults', { kind: 'slow-answer', bytesPerSecond, endpoints: ['files'] });
  };
  const line = async (content: string, file: ChosenFile): Promise<Locator> => {
    await saysWithFiles(demo, conversation, content, [file]);
    const article = own(page, content).last();
    await expect(article).toContainText(file.name);
    return article;
  };

  // Its size is known before; how far it is while it comes; stopped, and continued from there.
  const report = largePdf('laporan.pdf', 2 * 1024 ** 2);
  const reported = await line('Ini laporannya', report);
  await expect(reported.getByText('Document · 2 MB', { exact: true })).toBeVisible();
  await slow(300_000);
  await save(reported, report.name);
  await expect(reported.getByText(/^[1-9]\d?% · [\d.]+ [KM]B of 2 MB$/)).toBeVisible();
  await reported.getByRole('button', { name: 'Stop loading laporan.pdf' }).click();
  await expect(reported.getByText(/^Stopped at [1-9]\d?% · 2 MB$/)).toBeVisible();
  await slow(900_000);
  await reported.getByRole('button', { name: 'Continue loading laporan.pdf' }).click();
  await expect(reported.getByText(/^\d+% · .* · continued$/)).toBeVisible();
  await expect(reported.getByText('Document · 2 MB', { exact: true })).toBeVisible();
  const saving = await saved(report.name, () => save(reported, report.name));
  expect(saving.equals(report.buffer)).toBe(true);

  // The network goes in the middle: it says how much is here, and goes on by itself.
  const manual = largePdf('manual.pdf', 3 * 1024 ** 2);
  const other = largePdf('belum.pdf', 200_000);
  const guide = await line('Manualnya', manual);
  const unseen = await line('Nanti saja', other);
  await slow(300_000);
  await save(guide, manual.name);
  await expect(guide.getByText(/^[1-9]\d?% · /)).toBeVisible();
  await demo.cutNetwork();
  await expect(guide.getByText(/^Broke off at [1-9]\d?% · 3 MB$/)).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText(/offline|not answer/i, { timeout: 30_000 });

  // Without one: what is here is had, and what is not says so.
  await expect(reported.getByText('Document · 2 MB · on this computer')).toBeVisible();
  expect((await saved(report.name, () => save(reported, report.name))).equals(report.buffer)).toBe(true);
  await expect(unseen.getByText(/not on this computer yet$/)).toBeVisible();
  await save(unseen, other.name);
  await expect(page.getByText('belum.pdf was not saved. It is not on this computer yet')).toBeVisible();
  await demo.admin('DELETE', 'faults');
  await demo.restoreNetwork();
  await expect(guide.getByText('Document · 3 MB', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect((await saved(manual.name, () => save(guide, manual.name))).equals(manual.buffer)).toBe(true);

  // An address that has expired: its message is read again, and the file comes.
  const late = largePdf('kedaluwarsa.pdf', 100_000);
  const expired = await line('Masih bisa?', late);
  await demo.admin('POST', 'files/expire');
  expect((await saved(late.name, () => save(expired, late.name))).equals(late.buffer)).toBe(true);
}
