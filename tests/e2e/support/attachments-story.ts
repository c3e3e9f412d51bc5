import { expect, type Locator, type Page } from '@playwright/test';
import { avi, doc, docx, gif, mp3, mp4, wav, webp } from '#electron/sync/media/testing.ts';
import { picture } from '#tests/support/picture.ts';
import type { Demo } from './demo.ts';
import {
  attach,
  cameraPicture,
  composerOf,
  copied,
  filesOnServer,
  pdfFile,
  PLACE,
  transferOf,
  withPicture,
  type ChosenFile,
} from './files.ts';
import { customers, open, own } from './story.ts';

export const ATTACHMENTS_STORY =
  'pictures go smaller or as they were and without their place, what may not go says why, stickers and players work, and all of it without a network';

const png = (name: string, seed: number): ChosenFile => {
  let step = seed;
  const bytes = picture(() => (step = (step * 9_301 + 49_297) % 233_280) / 233_280);
  return { name, mimeType: 'image/png', buffer: Buffer.from(bytes) };
};

function refused(): readonly (readonly [ChosenFile, string])[] {
  const file = (name: string, buffer: Buffer): ChosenFile => ({ name, mimeType: 'application/octet-stream', buffer });
  const whole = png('x.png', 5).buffer;
  return [
    [
      file('gambar.png', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)])),
      'gambar.png is not what its name says: it holds EXE',
    ],
    [
      file('logo.jpg', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>')),
      'logo.jpg is not what its name says',
    ],
    [file('potong.png', whole.subarray(0, whole.byteLength - 20)), 'potong.png is damaged'],
    [file('kosong.pdf', Buffer.alloc(0)), 'kosong.pdf is empty'],
    [file('besar.gif', Buffer.alloc(11 * 1024 ** 2, 'GIF89a')), 'besar.gif is 11 MB; the limit for images is 10 MB'],
    [file('harga.xlsx', Buffer.from('PK')), 'harga.xlsx: files of type .xlsx are not taken'],
    [file('ponsel.heic', Buffer.from('\0\0\0\u0018ftypheic')), 'ponsel.heic: files of type .heic are not taken'],
  ];
}

/** One of every kind that may be sent, but those that the story sends anyway. */
function allowed(): readonly ChosenFile[] {
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['gerak.gif', gif()],
    ['produk.webp', webp()],
    ['video.mp4', mp4()],
    ['dari-iphone.mov', mp4('qt  ')],
    ['lama.avi', avi()],
    ['suara.mp3', mp3()],
    ['bunyi.wav', wav()],
    ['surat.doc', doc()],
    ['perjanjian (akhir).docx', docx()],
  ];
  // What a browser makes of a name is not to be relied on.
  return files.map(([name, bytes]) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }));
}

/** `page` shows the desk, signed in. `saved`: what the host writes where the click asks it to save a file. */
export async function tellAttachments(
  demo: Demo,
  page: Page,
  saved: (click: () => Promise<void>) => Promise<Buffer>,
): Promise<void> {
  const all = await customers(demo);
  const [first] = all;
  if (first === undefined) throw new Error('The demo has no open order conversation');
  await open(page, first.title);
  // The list draws only what is near the screen.
  const shown = await page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').allInnerTexts();
  const others = all.slice(1).filter(({ title }) => shown.some((text) => text.includes(title)));
  const unseen = await withPicture(demo, others);
  const box = page.getByRole('textbox', { name: 'Message' });
  const chosen = page.getByRole('list', { name: 'Files to send' });
  const form = composerOf(page);
  const send = async (text: string): Promise<Locator> => {
    await box.fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(chosen).toBeHidden();
    return own(page, text);
  };
  const delivered = /(Sent|Delivered|Read)$/;

  // What may not go is refused before anything is queued, each with its reason.
  const bad = refused();
  await attach(
    form,
    bad.map(([file]) => file),
    0,
  );
  for (const [, reason] of bad) await expect(page.getByRole('alert')).toContainText(reason);
  await expect(chosen).toBeHidden();

  // A camera's picture: smaller unless the agent wants it as it was; the place is in neither.
  const camera = await cameraPicture(page, 'kamera.jpg');
  const receipt = png('resi.png', 1);
  const invoice = pdfFile('invoice #12.pdf');
  await attach(form, [camera, receipt, invoice]);
  const size = page.getByRole('button', { name: /^Size of kamera.jpg/ });
  await expect(size).toHaveAccessibleName('Size of kamera.jpg: Smaller');
  const smaller = await send('Tiga berkas');
  await expect(smaller).toHaveAccessibleName(delivered, { timeout: 60_000 });
  const [small, sameReceipt, sameInvoice] = await filesOnServer(demo, first.id, 'Tiga berkas');
  expect(small?.bytes.byteLength).toBeLessThan(camera.buffer.byteLength / 2);
  expect(small?.bytes.includes('GPS')).toBe(false);
  expect(sameReceipt?.bytes.equals(receipt.buffer)).toBe(true);
  expect(sameInvoice?.bytes.equals(invoice.buffer)).toBe(true);

  await attach(form, [camera, { ...camera, name: 'kamera.jpeg' }]);
  await size.click();
  await page.getByRole('menuitemradio', { name: /^Original/ }).click();
  await copied(form, 2);
  await expect(size).toHaveAccessibleName('Size of kamera.jpg: Original');
  await expect(await send('Yang asli')).toHaveAccessibleName(delivered, { timeout: 60_000 });
  const [original, other] = await filesOnServer(demo, first.id, 'Yang asli');
  expect(other?.filename).toBe('kamera.jpeg');
  expect(original?.bytes.byteLength).toBe(camera.buffer.byteLength - PLACE.length);
  expect(original?.bytes.includes('GPS')).toBe(false);

  // The viewer: keys, all pictures of the conversation, and the focus back where it came from.
  const photo = own(page, 'Tiga berkas').getByRole('button', { name: 'Photo 2 of 2: resi.png' });
  await photo.click();
  const viewer = page.getByRole('dialog', { name: 'resi.png' });
  await expect(viewer.getByRole('status')).toContainText(/\d+ of \d+ · You/);
  await page.keyboard.press('ArrowRight');
  const next = page.getByRole('dialog', { name: 'kamera.jpg' });
  await expect(next.getByRole('img', { name: /^Photo from You/ })).toHaveJSProperty('complete', true);
  // As it was, and still turned upright.
  await expect(next.getByRole('status')).toContainText('2,100 × 2,800');
  const percent = next.getByRole('button', { name: /%$/ });
  const fitted = await percent.innerText();
  await page.keyboard.press('+');
  await expect(percent).not.toHaveText(fitted);
  await page.keyboard.press('0');
  await expect(percent).toHaveText(fitted);
  await page.keyboard.press('ArrowLeft');
  const bytes = await saved(() => viewer.getByRole('button', { name: 'Save resi.png' }).click());
  expect(bytes.equals(receipt.buffer)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(photo).toBeFocused();

  // Without a network: what was sent is here; more is attached by dropping, and waits.
  await demo.cutNetwork();
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText(/offline|not answer/i, { timeout: 30_000 });
  await photo.click();
  await expect(viewer.getByRole('img', { name: /^Photo from You/ })).toHaveJSProperty('naturalWidth', 8);
  await page.keyboard.press('Escape');
  const dropped = png('tanpa jaringan.png', 2);
  await drop(page, [dropped]);
  await copied(form, 1);
  // With one of each kind that a message may hold, ten at most.
  const kinds = allowed();
  await attach(form, kinds);
  await expect(chosen.getByRole('listitem')).toHaveCount(10);
  await expect(page.getByRole('alert')).toBeHidden();
  const waiting = await send('Menyusul');
  await expect(waiting).toHaveAccessibleName(/tanpa jaringan\.png.*Waiting$/);
  await expect(waiting.locator('img').first()).toHaveJSProperty('naturalWidth', 8);

  // A sticker goes at once and leaves alone what is being written.
  await box.fill('Belum selesai');
  await page.getByRole('button', { name: 'Stickers', exact: true }).click();
  const tray = page.getByRole('dialog', { name: 'Stickers' });
  const sticker = png('halo.png', 3);
  await tray.locator('input[type="file"]').setInputFiles([sticker]);
  await tray.getByRole('button', { name: 'Send sticker halo.png' }).click();
  await expect(own(page, 'halo.png').last()).toHaveAccessibleName(/Waiting$/);
  await expect(box).toHaveValue('Belum selesai');

  // A picture that is not on this computer says so, and comes by itself with the network.
  await open(page, unseen.title);
  const log = page.getByRole('log', { name: 'Messages' });
  await expect(log.getByText('Not on this computer yet').first()).toBeAttached();
  await demo.restoreNetwork();
  await expect(log.getByRole('button', { name: new RegExp(unseen.filename) }).last()).toBeVisible({ timeout: 60_000 });
  await expect(log.getByText('Not on this computer yet')).toHaveCount(0);
  await open(page, first.title);
  await expect(own(page, 'Menyusul')).toHaveAccessibleName(delivered, { timeout: 120_000 });
  await expect(own(page, 'halo.png').last()).toHaveAccessibleName(delivered, { timeout: 120_000 });
  const late = await filesOnServer(demo, first.id, 'Menyusul');
  expect(late.map((file) => file.filename)).toEqual([dropped, ...kinds].map((file) => file.name));
  for (const [index, file] of [dropped, ...kinds].entries())
    expect(late[index]?.bytes.equals(file.buffer), file.name).toBe(true);
  const [stuck] = await filesOnServer(demo, first.id, 'halo.png');
  expect(stuck).toMatchObject({ type: 'sticker' });
  expect(stuck?.bytes.equals(sticker.buffer)).toBe(true);
  await expect(box).toHaveValue('Belum selesai');
}

/** A sound is played and sought in: its file is given in parts. */
export async function playSound(demo: Demo, page: Page): Promise<void> {
  for (const { id, title } of await customers(demo)) {
    const { data } = (await demo.admin('GET', `conversations/${id}/messages`)) as {
      data: readonly { attachments: readonly { type: string; filename: string }[] }[];
    };
    const sound = data
      .slice(-6)
      .flatMap((message) => message.attachments)
      .find((one) => one.type === 'audio');
    if (sound === undefined) continue;
    await open(page, title);
    await page.getByRole('button', { name: `Play ${sound.filename}` }).click();
    const player = page.getByLabel(`Sound: ${sound.filename}`);
    await expect(player).toHaveJSProperty('readyState', 4);
    const reached = await player.evaluate(
      (element: HTMLAudioElement) =>
        new Promise<number>((resolve) => {
          element.pause();
          element.addEventListener('seeked', () => resolve(element.currentTime), { once: true });
          element.currentTime = 1.5;
        }),
    );
    expect(reached).toBeCloseTo(1.5, 1);
    const part = await player.evaluate(async (element: HTMLAudioElement) => {
      const answer = await fetch(element.src, { headers: { Range: 'bytes=4-7' } });
      return { status: answer.status, length: (await answer.arrayBuffer()).byteLength };
    });
    expect(part).toEqual({ status: 206, length: 4 });
    return;
  }
  throw new Error('The demo has no sound near the end of a conversation');
}

async function drop(page: Page, files: readonly ChosenFile[]): Promise<void> {
  const transfer = await transferOf(page, files);
  const log = page.getByRole('log', { name: 'Messages' });
  await log.dispatchEvent('dragenter', { dataTransfer: transfer });
  await expect(page.getByText(/^Drop to attach for /)).toBeVisible();
  await log.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByText(/^Drop to attach for /)).toBeHidden();
}
