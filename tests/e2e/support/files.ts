import { expect, type JSHandle, type Locator, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';

/** As a file input takes it. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Where an agent writes in a conversation. */
export const composerOf = (page: Page): Locator => page.getByRole('form', { name: 'Write a message' }).first();

/**
 * Chooses files and waits until they are copied, as an agent sees it; `taken` of them, where some are refused. Before that nothing is typed: under
 * the stand-in a page that asks for a file's path stands still, and hears neither key nor mouse.
 */
export async function attach(form: Locator, files: readonly ChosenFile[], taken = files.length): Promise<void> {
  const before = await filesIn(form).getByRole('listitem').count();
  await form
    .locator('input[type="file"]')
    .first()
    .setInputFiles([...files]);
  await copied(form, before + taken);
}

/** Waits until so many files stand there, and none of them is being copied any more. */
export async function copied(form: Locator, count: number): Promise<void> {
  await expect(filesIn(form).getByRole('listitem')).toHaveCount(count);
  await expect(filesIn(form).getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 });
}

const filesIn = (form: Locator): Locator => form.getByRole('list', { name: 'Files to send' });

export const PLACE = 'GPSLatitude -6.2 GPSLongitude 106.8';

/** A camera's picture: large, lying on its side, with the place it was taken at. Drawn by the browser, for Node draws none. */
export async function cameraPicture(page: Page, name: string): Promise<ChosenFile> {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2_800, 2_100);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('No canvas');
    // Noise, so that it is as large as a photo is.
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let seed = 7;
    for (let at = 0; at < data.length; at += 4) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      data[at] = (at / 44_800) % 256;
      data[at + 1] = seed % 97;
      data[at + 2] = 120;
      data[at + 3] = 255;
    }
    context.putImageData(new ImageData(data, canvas.width), 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  });
  const drawn = Buffer.from(base64, 'base64');
  const tiff = Buffer.from([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(PLACE)]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.byteLength + 2]);
  return {
    name,
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([drawn.subarray(0, 2), head, exif, drawn.subarray(2)]),
  };
}

export function pdfFile(name: string): ChosenFile {
  return {
    name,
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'),
  };
}

/** What the server has of the newest message with this text. */
export async function filesOnServer(
  demo: Demo,
  conversationId: number,
  content: string,
): Promise<{ filename: string; type: string; bytes: Buffer }[]> {
  const { data } = (await demo.admin('GET', `conversations/${conversationId}/messages`)) as {
    data: readonly {
      content: string;
      attachments: readonly { url: string; filename: string; type: string }[];
    }[];
  };
  const message = data.findLast((one) => one.content === content);
  return Promise.all(
    (message?.attachments ?? []).map(async ({ url, filename, type }) => ({
      filename,
      type,
      bytes: Buffer.from(await (await fetch(url)).arrayBuffer()),
    })),
  );
}

/** A conversation of the agent's with a picture near its end that nobody has looked at yet. */
export async function withPicture(
  demo: Demo,
  among: readonly { readonly id: number; readonly title: string }[],
): Promise<{ readonly title: string; readonly filename: string }> {
  for (const { id, title } of among) {
    const { data } = (await demo.admin('GET', `conversations/${id}/messages`)) as {
      data: readonly { is_deleted: boolean; attachments: readonly { type: string; filename: string }[] }[];
    };
    const picture = data
      .slice(-12)
      .filter((message) => !message.is_deleted && message.attachments.length === 1)
      .flatMap((message) => message.attachments)
      .findLast((one) => one.type === 'image');
    if (picture !== undefined) return { title, filename: picture.filename };
  }
  throw new Error('No conversation with a picture near its end');
}

/** Somebody else in the conversation sends files. */
export async function saysWithFiles(
  demo: Demo,
  conversation: { readonly id: number; readonly customer: number },
  content: string,
  files: readonly ChosenFile[],
): Promise<void> {
  const { token } = (await demo.admin('POST', 'tokens', { user_id: conversation.customer })) as { token: string };
  const form = new FormData();
  form.set('conversation_id', String(conversation.id));
  form.set('content', content);
  for (const [index, { name, mimeType, buffer }] of files.entries()) {
    form.set(`attachments[${index}]`, new File([new Uint8Array(buffer)], name, { type: mimeType }));
  }
  const response = await fetch(`${demo.address}/v1/chat/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    body: form,
  });
  if (!response.ok) throw new Error(`The demo did not take the files: ${await response.text()}`);
}

/** A document of so many bytes that looks like one. */
export function largePdf(name: string, sizeBytes: number): ChosenFile {
  const { buffer, ...rest } = pdfFile(name);
  const filler = Buffer.alloc(Math.max(0, sizeBytes - buffer.byteLength));
  for (let at = 0; at < filler.byteLength; at += 4) filler.writeUInt32LE((at * 2_654_435_761) % 4_294_967_296, at);
  return { ...rest, buffer: Buffer.concat([buffer.subarray(0, 9), filler, buffer.subarray(9)]) };
}

/** What a drag or the clipboard carries. */
export function transferOf(page: Page, files: readonly ChosenFile[]): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle(
    (wanted) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of wanted) {
        const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      return data;
    },
    files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') })),
  );
}

/** Two seconds that a browser can play: recorded by it, for Node records none. */
export async function recordedVideo(page: Page, name: string): Promise<ChosenFile> {
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/mp4' });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const ended = new Promise((resolve) => {
      recorder.addEventListener('stop', resolve, { once: true });
    });
    recorder.start();
    let frame = 0;
    await new Promise<void>((resolve) => {
      const draw = (): void => {
        if (context !== null) {
          context.fillStyle = `hsl(${frame * 6} 50% 50%)`;
          context.fillRect(0, 0, canvas.width, canvas.height);
        }
        frame += 1;
        if (frame > 90) resolve();
        else requestAnimationFrame(draw);
      };
      draw();
    });
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  });
  return { name, mimeType: 'video/mp4', buffer: Buffer.from(base64, 'base64') };
}

/** A film of so many bytes, as far as its first ones tell. Made in the page: it would take long to get there. */
export function filmTransfer(page: Page, name: string, sizeBytes: number): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle(
    ([filename, size]) => {
      const head = new TextEncoder().encode('\0\0\0\u0018ftypisom\0\0\u0002\0isomiso2\0\0\0\u0008mdat');
      const data = new DataTransfer();
      data.items.add(new File([head, new Uint8Array(size - head.byteLength)], filename, { type: 'video/mp4' }));
      return data;
    },
    [name, sizeBytes] as const,
  );
}

export async function paste(field: Locator, transfer: JSHandle<DataTransfer>): Promise<void> {
  await field.evaluate((element, clipboardData) => {
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, transfer);
}
