import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { avi, doc, docx, gif, jpeg, mp3, mp4, pdf, png, wav, webp, xlsx, zip } from '#electron/sync/media/testing.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { STAGE_CHUNK_BYTES } from '#shared/limits.ts';
import { openDemoDesk, openOrderOf, type DemoDesk } from '#tests/simulation/demo-desk.ts';

let office: DemoDesk;
let time: DemoDesk['time'];
let demo: DemoDesk['demo'];
let desk: DemoDesk['desk'];
let requests: string[];
let conversationId: string;

beforeEach(async () => {
  office = await openDemoDesk(3);
  ({ time, demo, desk, requests } = office);
  await time.advance(5_000);
  conversationId = await openOrderOf(desk);
});

afterEach(async () => {
  await office.close();
});

async function stage(filename: string, bytes: Uint8Array, asSticker = false): Promise<StagedFile> {
  const stageId = crypto.randomUUID();
  const sizeBytes = bytes.byteLength;
  await desk.call('file.stageBegin', { stageId, filename, sizeBytes, asSticker, width: null, height: null });
  for (let offset = 0; offset < sizeBytes; offset += STAGE_CHUNK_BYTES) {
    const base64 = Buffer.from(bytes.subarray(offset, offset + STAGE_CHUNK_BYTES)).toString('base64');
    await desk.call('file.stageChunk', { stageId, offset, base64 });
  }
  return desk.call('file.stageEnd', { stageId });
}

async function newestId(id = conversationId): Promise<number | null> {
  const page = await desk.call('thread.page', { conversationId: id, from: { kind: 'newest' }, limit: 1 });
  return page.rows.at(-1)?.messageId ?? null;
}

async function send(files: readonly string[], content = '', more: { keepsDraft?: boolean } = {}): Promise<MessageRow> {
  const clientMessageId = crypto.randomUUID();
  await desk.call('message.send', {
    conversationId,
    clientMessageId,
    content,
    contentType: 'text',
    metadata: {},
    replyTo: null,
    parentMessageId: null,
    files: [...files],
    newestShownMessageId: await newestId(),
    ...more,
  });
  for (let tries = 0; tries < 200; tries += 1) {
    await time.advance(2_000);
    const page = await desk.call('thread.page', { conversationId, from: { kind: 'newest' }, limit: 5 });
    const sent = page.rows.find((row) => row.key === `o:${clientMessageId}` && row.messageId !== null);
    if (sent !== undefined) return sent;
  }
  throw new Error('It was not sent');
}

/** Waits for what needs the virtual time to go on. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let settled = false;
  void Promise.allSettled([work]).then(() => {
    settled = true;
  });
  await time.advanceUntil(() => settled, 60_000);
  return work;
}

/** What the server has of a message's files, in their order. */
async function onServer(row: MessageRow): Promise<{ filename: string; bytes: Buffer; type: string }[]> {
  const answer = await demo.fetch(new Request(`http://127.0.0.1/admin/conversations/${conversationId}/messages`));
  const { data } = (await answer.json()) as {
    data: { id: number; attachments: { url: string; filename: string; type: string }[] }[];
  };
  const message = data.find((one) => one.id === row.messageId);
  return Promise.all(
    (message?.attachments ?? []).map(async ({ url, filename, type }) => {
      const file = await demo.fetch(new Request(url));
      return { filename, type, bytes: Buffer.from(await file.arrayBuffer()) };
    }),
  );
}

const ALLOWED: readonly (readonly [string, Uint8Array])[] = [
  ['foto.jpg', jpeg()],
  ['foto lain.jpeg', jpeg(9, 8)],
  ['tangkapan layar.png', png(3, 2, 5_000)],
  ['gerak.gif', gif()],
  ['produk.webp', webp()],
  ['video.mp4', mp4()],
  ['dari-iphone.mov', mp4('qt  ')],
  ['lama.avi', avi()],
  ['suara.mp3', mp3()],
  ['bunyi.wav', wav()],
  ['invoice #1234.pdf', pdf()],
  ['surat.doc', doc()],
  ['perjanjian (akhir).docx', docx()],
];

describe('files of every kind that may be sent', () => {
  it('arrive byte for byte as staged, ten a message, in their order', async () => {
    for (let from = 0; from < ALLOWED.length; from += 10) {
      const files = ALLOWED.slice(from, from + 10);
      const staged = [];
      for (const [filename, bytes] of files) staged.push(await stage(filename, bytes));
      const row = await send(staged.map((file) => file.stageId));
      expect(row.notKept).toEqual([]);
      const there = await onServer(row);
      expect(there.map((file) => file.filename)).toEqual(files.map(([filename]) => filename));
      for (const [index, [, bytes]] of files.entries()) expect(there[index]?.bytes.equals(bytes)).toBe(true);
    }
  });

  it('go as stickers where they are staged as such', async () => {
    const staged = [await stage('halo.png', png(), true), await stage('dadah.gif', gif(), true)];
    const row = await send(staged.map((file) => file.stageId));
    expect(row.attachments.map((one) => one.kind)).toEqual(['sticker', 'sticker']);
    expect((await onServer(row)).map((file) => file.type)).toEqual(['sticker', 'sticker']);
  });

  it('are not fetched again once they are sent: what was staged is what is shown', async () => {
    const bytes = png(20, 10, 3_000);
    const row = await send([(await stage('resi.png', bytes)).stageId], 'Ini resinya');
    const [attachment] = row.attachments;
    requests.length = 0;
    demo.faults.cutNetwork();
    const file = await desk.engine.openMedia(attachment?.mediaId ?? '');
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
    expect(requests.filter((one) => one.includes('/storage/'))).toEqual([]);
  });
});

describe('files of kinds that may not be sent', () => {
  const exe = new Uint8Array(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]));
  const svg = new Uint8Array(Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>'));
  it.each([
    ['an .exe called .png', 'gambar.png', exe, { code: 'FILE_TYPE_MISMATCH', details: { found: 'exe' } }],
    ['an SVG called .jpg', 'logo.jpg', svg, { code: 'FILE_TYPE_MISMATCH' }],
    ['a truncated PNG', 'potong.png', png(3, 2, 900).slice(0, 400), { code: 'FILE_DAMAGED' }],
    ['an empty PDF', 'kosong.pdf', new Uint8Array(0), { code: 'FILE_EMPTY' }],
    [
      'an 11 MB GIF',
      'besar.gif',
      new Uint8Array(11 * 1024 ** 2),
      { code: 'ATTACHMENT_TOO_LARGE', details: { kind: 'image', limitBytes: 10 * 1024 ** 2 } },
    ],
    ['a spreadsheet', 'harga.xlsx', xlsx(), { code: 'UNSUPPORTED_MEDIA_TYPE', details: { extension: 'xlsx' } }],
    ['a sound of another kind', 'rekaman.ogg', new Uint8Array([1]), { code: 'UNSUPPORTED_MEDIA_TYPE' }],
    ['an archive', 'arsip.zip', new Uint8Array([1]), { code: 'UNSUPPORTED_MEDIA_TYPE', details: { extension: 'zip' } }],
    ['an archive called .docx', 'arsip.docx', zip({ 'a.txt': 'a' }), { code: 'FILE_TYPE_MISMATCH' }],
    ['a spreadsheet called .docx', 'harga.docx', xlsx(), { code: 'FILE_TYPE_MISMATCH', details: { found: 'xlsx' } }],
  ])('%s is refused before it is queued, by its name', async (_what, filename, bytes, error) => {
    await expect(stage(filename, bytes)).rejects.toMatchObject(error);
    await expect(stage(filename, bytes)).rejects.toMatchObject({ details: { filename } });
    expect(await desk.call('outbox.list', {})).toEqual([]);
  });
});

describe('files that are here', () => {
  it('can be sent again, also without a network, and leave the draft where they go alone', async () => {
    const row = await send([(await stage('resi.png', png())).stageId], 'Ini resinya');
    demo.faults.cutNetwork();
    await desk.call('draft.save', {
      conversationId,
      text: 'Belum selesai',
      files: [],
      replyTo: null,
      selectionStart: 0,
      selectionEnd: 0,
      version: 1,
    });
    const stageId = crypto.randomUUID();
    const again = { stageId, mediaId: row.attachments[0]?.mediaId ?? '', asSticker: false };
    const copy = await desk.call('file.stageFromMedia', again);
    expect(copy).toMatchObject({ filename: 'resi.png', kind: 'image' });
    expect(await desk.call('file.stageFromMedia', again)).toEqual(copy);
    demo.faults.restoreNetwork();
    await send([stageId], 'Diteruskan', { keepsDraft: true });
    expect(await desk.call('draft.get', { conversationId })).toMatchObject({ text: 'Belum selesai' });
  });

  it('are listed for their conversation in the order they were sent', async () => {
    await send([(await stage('satu.png', png())).stageId, (await stage('dua.pdf', pdf())).stageId]);
    await send([(await stage('tiga.wav', wav())).stageId]);
    const files = await desk.call('conversation.files', { conversationId, limit: 2 });
    expect(files.map((file) => file.attachment.filename)).toEqual(['satu.png', 'dua.pdf', 'tiga.wav']);
    expect(files[0]).toMatchObject({ conversationId, sender: { role: 'me' } });
  });

  it('stay as the agent’s own stickers over a restart, until they are taken away', async () => {
    const sticker = await stage('halo.png', png(), true);
    await desk.call('stickers.keep', { stageId: sticker.stageId });
    await desk.stop();
    // Longer than a copy that nothing holds is kept.
    await time.advance(2 * 24 * 60 * 60_000);
    desk.start();
    expect((await desk.call('stickers.list', {}))[0]).toEqual({
      mediaId: sticker.mediaId,
      filename: 'halo.png',
      stageId: sticker.stageId,
    });
    await desk.call('stickers.remove', { stageId: sticker.stageId });
    expect((await desk.call('stickers.list', {})).filter((one) => one.stageId !== null)).toEqual([]);
    const picture = await stage('foto.png', png());
    await expect(desk.call('stickers.keep', { stageId: picture.stageId })).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
  });

  it('are not kept when their message is deleted', async () => {
    const row = await send([(await stage('resi.png', png(20, 10, 3_000))).stageId], 'Ini resinya');
    const mediaId = row.attachments[0]?.mediaId ?? '';
    const { path } = await desk.engine.openMedia(mediaId);
    expect(existsSync(path)).toBe(true);
    await desk.call('message.delete', { conversationId, messageId: row.messageId ?? 0 });
    await time.advanceUntil(() => !existsSync(path), 60_000);
    await expect(desk.engine.openMedia(mediaId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('whose address has expired have their message read again, once, and come', async () => {
    await demo.fetch(new Request('http://127.0.0.1/admin/files/expire', { method: 'POST' }));
    const before = await desk.call('conversation.files', { conversationId, limit: 500 });
    const file = before.find((one) => one.attachment.kind === 'image');
    if (file === undefined) throw new Error('No picture in the conversation');
    requests.length = 0;
    const opened = await inTime(desk.engine.openMedia(file.attachment.mediaId));
    expect(opened.sizeBytes).toBe(file.attachment.sizeBytes);
    const storage = requests.filter((one) => one.includes('/storage/'));
    const reads = requests.filter((one) => one.endsWith(`/conversations/${conversationId}/messages`));
    expect({ storage: storage.length, reads: reads.length }).toEqual({ storage: 2, reads: 1 });
  });
});
