import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodedError } from '#shared/errors.ts';
import { nodeFiles } from '../node/node-ports.ts';
import { LocalFolder } from '../store/local/testing.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { UploadFile } from '../api/types.ts';
import type { FileSystem } from '../ports.ts';
import { inspect } from './damage.ts';
import { safeFilename } from './safe-name.ts';
import { Staging } from './staging.ts';
import * as sample from './testing.ts';

let local: LocalFolder;
let store: LocalStore;
let staging: Staging;
let files: FileSystem;
let mediaDir: string;
let serial = 0;

beforeEach(() => {
  local = new LocalFolder();
  store = local.open().store;
  mediaDir = join(local.folder, 'media');
  files = { ...nodeFiles };
  staging = new Staging({ store, files, clock: local.time, random: { next: () => 0, uuid: () => '' }, mediaDir });
});
afterEach(() => local.remove());

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

async function stage(filename: string, content: Uint8Array, more: { asSticker?: boolean; declared?: number } = {}) {
  const stageId = `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`;
  await staging.begin({
    stageId,
    filename,
    sizeBytes: more.declared ?? content.byteLength,
    asSticker: more.asSticker ?? false,
    width: null,
    height: null,
  });
  for (let offset = 0; offset < content.byteLength; offset += 50) {
    await staging.append(stageId, offset, content.subarray(offset, offset + 50));
  }
  return staging.end(stageId);
}

describe('a file that is attached', () => {
  test.each<[string, Uint8Array, string, string]>([
    ['foto.PNG', sample.png(), 'image', 'image/png'],
    ['foto.jpeg', sample.jpeg(), 'image', 'image/jpeg'],
    ['gerak.gif', sample.gif(), 'image', 'image/gif'],
    ['foto.webp', sample.webp(), 'image', 'image/webp'],
    ['video.mp4', sample.mp4(), 'video', 'video/mp4'],
    ['video.mov', sample.mp4('qt  '), 'video', 'video/quicktime'],
    ['video.avi', sample.avi(), 'video', 'video/x-msvideo'],
    ['suara.mp3', sample.mp3(), 'audio', 'audio/mpeg'],
    ['suara.wav', sample.wav(), 'audio', 'audio/wav'],
    ['nota.pdf', sample.pdf(), 'document', 'application/pdf'],
    ['surat.doc', sample.doc(), 'document', 'application/msword'],
    [
      'surat.docx',
      sample.docx(),
      'document',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
  ])('%s is copied and known for what it is', async (filename, content, kind, contentType) => {
    const file = await stage(filename, content);
    expect(file).toMatchObject({ filename, kind, contentType, sizeBytes: content.byteLength });
    const media = staging.media(file.mediaId);
    expect(new Uint8Array(readFileSync(media!.path))).toEqual(content);
    expect(media!.path.startsWith(join(mediaDir, 'staged'))).toBe(true);
  });

  test('a sticker is one by request, with the limits of one; the size of a picture is read', async () => {
    expect(await stage('s.png', sample.png(3, 2), { asSticker: true })).toMatchObject({
      kind: 'sticker',
      width: 3,
      height: 2,
    });
    expect(await stage('f.jpg', sample.jpeg(5, 4))).toMatchObject({ width: 5, height: 4 });
    const large = { stageId: 'x', filename: 's.png', sizeBytes: 3 * 1024 ** 2, width: null, height: null };
    expect(await outcome(staging.begin({ ...large, asSticker: true }))).toBe('ATTACHMENT_TOO_LARGE');
    expect(await outcome(staging.begin({ ...large, asSticker: false }))).toBe('ok');
  });

  test.each<[string, string, Uint8Array, string]>([
    ['nothing in it', 'a.png', new Uint8Array(0), 'FILE_EMPTY'],
    ['a type that is not taken', 'a.xlsx', sample.xlsx(), 'UNSUPPORTED_MEDIA_TYPE'],
    ['no ending', 'berkas', sample.png(), 'UNSUPPORTED_MEDIA_TYPE'],
    ['another picture under its name', 'a.png', sample.jpeg(), 'FILE_TYPE_MISMATCH'],
    [
      'a program under a picture’s name',
      'a.jpg',
      new TextEncoder().encode('MZ\u0090\u0000'.padEnd(300, 'x')),
      'FILE_TYPE_MISMATCH',
    ],
    ['a page under a document’s name', 'a.pdf', new TextEncoder().encode('<html>hai</html>'), 'FILE_TYPE_MISMATCH'],
    ['a table under a letter’s name', 'a.docx', sample.xlsx(), 'FILE_TYPE_MISMATCH'],
    ['an old table under a letter’s name', 'a.doc', sample.doc('Workbook'), 'FILE_TYPE_MISMATCH'],
    ['an archive under a letter’s name', 'a.docx', sample.zip({ 'a.txt': 'x' }), 'FILE_TYPE_MISMATCH'],
    ['a cut-off PNG', 'a.png', sample.png().subarray(0, 60), 'FILE_DAMAGED'],
    ['a cut-off JPEG', 'a.jpg', sample.jpeg().subarray(0, -3), 'FILE_DAMAGED'],
    ['a cut-off WebP', 'a.webp', sample.webp(4_000), 'FILE_DAMAGED'],
    ['a cut-off letter', 'a.docx', sample.docx().subarray(0, 400), 'FILE_DAMAGED'],
  ])('with %s is refused', async (_, filename, content, code) => {
    expect(await outcome(stage(filename, content))).toBe(code);
    expect(store.staged.all().filter((record) => record.file !== null)).toEqual([]);
  });

  test('that changed while it was read is refused', async () => {
    const content = sample.png();
    expect(await outcome(stage('a.png', content, { declared: content.byteLength + 5 }))).toBe('FILE_DAMAGED');
    expect(await outcome(stage('a.png', content, { declared: content.byteLength - 5 }))).toBe('FILE_DAMAGED');
  });

  test('goes on after a restart of the engine, and takes a repeated chunk for what it is', async () => {
    const content = sample.png();
    const begin = {
      stageId: 's1',
      filename: 'a.png',
      sizeBytes: content.byteLength,
      asSticker: false,
      width: 9,
      height: 9,
    };
    await staging.begin(begin);
    await staging.append('s1', 0, content.subarray(0, 30));
    staging = new Staging({ store, files, clock: local.time, random: { next: () => 0, uuid: () => '' }, mediaDir });
    expect(await staging.append('s1', 0, content.subarray(0, 30))).toEqual({ receivedBytes: 30 });
    expect(await outcome(staging.append('s1', 60, content.subarray(60)))).toBe('INVALID_STATE');
    await staging.chunk({ stageId: 's1', offset: 30, base64: Buffer.from(content.subarray(30)).toString('base64') });
    const [first, second] = await Promise.all([staging.end('s1'), staging.end('s1')]);
    expect(first).toEqual(second);
    await staging.begin(begin);
    expect(await outcome(staging.append('s1', 0, content))).toBe('INVALID_STATE');
    expect(await outcome(staging.append('nobody', 0, content))).toBe('NOT_FOUND');
  });

  test('from a path is copied: the original may vanish', async () => {
    const path = join(local.folder, 'struk belanja.jpg');
    writeFileSync(path, sample.jpeg());
    const file = await staging.fromPath({ path, stageId: 'p1', asSticker: false, width: null, height: null });
    rmSync(path);
    expect(file).toMatchObject({ filename: 'struk belanja.jpg', kind: 'image' });
    const prepared = await staging.prepare([file]);
    expect(prepared).toMatchObject([{ filename: 'struk belanja.jpg', size: sample.jpeg().byteLength }]);
    expect(await outcome(staging.fromPath({ path, stageId: 'p2', asSticker: false, width: null, height: null }))).toBe(
      'NOT_FOUND',
    );
  });

  test('on a full disk says so', async () => {
    files.append = () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    expect(await outcome(stage('a.png', sample.png()))).toBe('DISK_FULL');
  });
});

describe('before they leave', () => {
  test('the copies are streamed, byte for byte', async () => {
    const content = sample.png(3, 2, 700_000);
    const stageId = 'big';
    await staging.begin({
      stageId,
      filename: 'a.png',
      sizeBytes: content.byteLength,
      asSticker: false,
      width: null,
      height: null,
    });
    await staging.append(stageId, 0, content);
    const file = await staging.end(stageId);
    const prepared = await staging.prepare([file]);
    const uploads = Array.isArray(prepared) ? (prepared as readonly UploadFile[]) : [];
    const opened = await uploads[0]!.open();
    const read = new Uint8Array(await new Response(opened as BodyInit).arrayBuffer());
    expect(Buffer.compare(read, content)).toBe(0);
  });

  test('a copy that was cut or lost since, or too many, are found', async () => {
    const file = await stage('a.png', sample.png());
    const { path } = staging.media(file.mediaId)!;
    expect(await staging.prepare(Array.from({ length: 11 }, () => file))).toMatchObject({ code: 'TOO_MANY_FILES' });
    expect(await staging.prepare([{ ...file, sizeBytes: 11 * 1024 ** 2 }])).toMatchObject({
      code: 'ATTACHMENT_TOO_LARGE',
      details: { fileIndex: 0, limitBytes: 10 * 1024 ** 2 },
    });
    truncateSync(path, 10);
    expect(await staging.prepare([file])).toMatchObject({ code: 'FILE_DAMAGED', details: { filename: 'a.png' } });
    rmSync(path);
    expect(await staging.prepare([file])).toMatchObject({ code: 'FILE_DAMAGED' });
  });
});

describe('what is not needed any more', () => {
  test('goes when it is taken out or its message is confirmed, but not while something waits with it', async () => {
    const [one, two] = [await stage('a.png', sample.png()), await stage('b.png', sample.png())];
    store.write((_, touched) => {
      store.outbox.insert(
        {
          clientId: 'c',
          kind: 'message',
          payload: {
            typed: '',
            content: 'b.png',
            contentType: 'text',
            metadata: {},
            replyTo: null,
            parentMessageId: null,
            files: [two],
          },
          conversationRef: '7',
          conversationId: 7,
          createdAt: 1,
        },
        touched,
      );
    });
    await staging.remove(one.stageId);
    await staging.remove(two.stageId);
    expect(store.staged.all().map((record) => record.stageId)).toEqual([two.stageId]);
    staging.release([two.stageId]);
    expect(store.staged.find(two.stageId)).not.toBeNull();
    store.write((tx) => tx.exec(`update outbox set state = 'sent', not_kept = '["files"]'`));
    staging.release([two.stageId]);
    expect(store.staged.find(two.stageId)).not.toBeNull();
    store.write((tx) => tx.exec(`update outbox set not_kept = '[]'`));
    staging.release([two.stageId]);
    await staging.remove(two.stageId);
    expect(readdirSync(join(mediaDir, 'staged'))).toEqual([]);
  });

  test('the sweep takes what nothing refers to after a day, and files without a record', async () => {
    const [lost, drafted] = [await stage('a.png', sample.png()), await stage('b.png', sample.png())];
    store.write((_, touched) =>
      store.drafts.save(
        {
          conversationId: '7',
          text: '',
          files: [drafted.stageId],
          replyTo: null,
          selectionStart: 0,
          selectionEnd: 0,
          version: 1,
        },
        1,
        touched,
      ),
    );
    writeFileSync(join(mediaDir, 'staged', 'stray.bin'), 'x');
    expect(await staging.sweep()).toBe(1);
    await local.time.advance(25 * 3_600_000);
    expect(await staging.sweep()).toBe(1);
    expect(staging.media(lost.mediaId)).toBeNull();
    expect(existsSync(staging.media(drafted.mediaId)!.path)).toBe(true);
    expect(store.drafts.find('7')?.files).toHaveLength(1);
  });
});

describe('pure parts', () => {
  test('a picture is whole only to its last byte', () => {
    for (const [content, type] of [
      [sample.png(), 'image/png'],
      [sample.jpeg(), 'image/jpeg'],
    ] as const) {
      expect(inspect(content, type).whole).toBe(true);
      const cuts = Array.from({ length: content.byteLength - 8 }, (_, index) => content.subarray(0, index + 1));
      expect(cuts.filter((cut) => inspect(cut, type).whole)).toEqual([]);
    }
    expect(inspect(new Uint8Array([...sample.jpeg(), 1, 2, 3]), 'image/jpeg').whole).toBe(true);
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\a\\foto.png', 'foto.png'],
    ['invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['a\u0000b\n.png', 'ab.png'],
    ['con.txt', '_con.txt'],
    ['..', 'file'],
    ['a<b>:c?.png', 'a_b__c_.png'],
    [null, 'file'],
    [`${'x'.repeat(300)}.docx`, `${'x'.repeat(115)}.docx`],
  ])('%j is saved as %j', (name, expected) => {
    expect(safeFilename(name)).toBe(expected);
  });
});
