import type { Page } from '@playwright/test';
import type { Demo } from './demo.ts';

/** As a file input takes it. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

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
