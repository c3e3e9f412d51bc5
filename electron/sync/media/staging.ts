import { join } from 'node:path';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import { CodedError, type ErrorInfo } from '#shared/errors.ts';
import { FILE_KINDS, FILES_PER_MESSAGE, FILES_TOTAL_BYTES, type FileKind } from '#shared/limits.ts';
import type { UploadFile } from '../api/types.ts';
import type { Clock, FileSystem, Random } from '../ports.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { StagedRecord } from '../store/local/rows.ts';
import { inspect } from './damage.ts';
import { fileError } from './file-error.ts';
import { extensionOf, HEAD_BYTES, kindByName, sniff } from './file-types.ts';
import { safeFilename } from './safe-name.ts';

export interface StagingNeeds {
  readonly store: LocalStore;
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  /** The account's media folder. */
  readonly mediaDir: string;
}

export interface StageBegin {
  readonly stageId: string;
  readonly filename: string;
  readonly sizeBytes: number;
  readonly asSticker: boolean;
  readonly width: number | null;
  readonly height: number | null;
}

const FOLDER = 'staged';
const READ_BYTES = 256 * 1024;
/** A copy that nothing refers to is kept this long: its draft may be saved yet. */
const UNHELD_KEPT_MS = 24 * 60 * 60_000;

/**
 * Copies of attached files, checked when they are attached and again when they leave (docs/api.md section 7.3), so that the original may move
 * or vanish meanwhile.
 */
export class Staging {
  readonly #needs: StagingNeeds;
  /** One thing at a time for each file. */
  readonly #busy = new Map<string, Promise<unknown>>();
  #folderMade: Promise<void> | null = null;

  constructor(needs: StagingNeeds) {
    this.#needs = needs;
  }

  /**
   * Begins anew where it was begun before; a finished one is left as it is. Throws UNSUPPORTED_MEDIA_TYPE, FILE_EMPTY, ATTACHMENT_TOO_LARGE,
   * DISK_FULL or READ_ONLY.
   */
  begin(input: StageBegin): Promise<void> {
    return this.#alone(input.stageId, async () => {
      const { store } = this.#needs;
      if (store.staged.find(input.stageId)?.file) return;
      checkByName(input.filename, input.sizeBytes, input.asSticker);
      const path = join(FOLDER, nameOnDisk(input.stageId, input.filename));
      await this.#folder();
      await this.#try(() => this.#needs.files.write(this.#absolute(path), new Uint8Array(0)));
      store.write(() => {
        store.staged.remove(input.stageId);
        store.staged.insert({
          stageId: input.stageId,
          mediaId: `s_${input.stageId}`,
          filename: safeFilename(input.filename),
          path,
          declaredBytes: input.sizeBytes,
          asSticker: input.asSticker,
          width: input.width,
          height: input.height,
          createdAt: this.#needs.clock.now(),
        });
      });
    });
  }

  /** Chunks come in order; one that is there already is taken for a repetition. `receivedBytes` says where to go on. */
  chunk(input: {
    readonly stageId: string;
    readonly offset: number;
    readonly base64: string;
  }): Promise<{ readonly receivedBytes: number }> {
    return this.append(input.stageId, input.offset, new Uint8Array(Buffer.from(input.base64, 'base64')));
  }

  append(stageId: string, offset: number, bytes: Uint8Array): Promise<{ readonly receivedBytes: number }> {
    return this.#alone(stageId, async () => {
      const record = this.#begun(stageId);
      const path = this.#absolute(record.path);
      const received = await this.#try(() => this.#needs.files.size(path));
      if (offset + bytes.byteLength <= received) return { receivedBytes: received };
      if (offset !== received) {
        throw new CodedError('INVALID_STATE', 'A chunk is missing', { stageId, receivedBytes: received });
      }
      if (received + bytes.byteLength > record.declaredBytes) {
        throw new CodedError('FILE_DAMAGED', 'More bytes than announced', { filename: record.filename });
      }
      await this.#try(() => this.#needs.files.append(path, bytes));
      return { receivedBytes: received + bytes.byteLength };
    });
  }

  /** Checks the whole file. Throws FILE_DAMAGED, FILE_TYPE_MISMATCH, UNSUPPORTED_MEDIA_TYPE or ATTACHMENT_TOO_LARGE, and forgets the copy then. */
  end(stageId: string): Promise<StagedFile> {
    return this.#alone(stageId, async () => {
      const known = this.#needs.store.staged.find(stageId)?.file;
      if (known) return known;
      const record = this.#begun(stageId);
      try {
        return await this.#check(record);
      } catch (error) {
        await this.#forget(record);
        throw error;
      }
    });
  }

  /** By path, in the desktop host or from the media folder: copied by the system. Without `filename` it keeps its own. */
  async fromPath(input: {
    readonly path: string;
    readonly filename?: string;
    readonly stageId: string;
    readonly asSticker: boolean;
    readonly width: number | null;
    readonly height: number | null;
  }): Promise<StagedFile> {
    const filename = input.filename ?? input.path.split(/[/\\]/).at(-1) ?? '';
    const sizeBytes = await this.#try(() => this.#needs.files.size(input.path));
    await this.begin({ ...input, filename, sizeBytes });
    await this.#alone(input.stageId, async () => {
      const record = this.#needs.store.staged.find(input.stageId);
      if (record === null || record.file !== null) return;
      await this.#try(() => this.#needs.files.copy(input.path, this.#absolute(record.path)));
    });
    return this.end(input.stageId);
  }

  /** A copy of a finished file under another id: a canned reply's file for one message. Throws NOT_FOUND, DISK_FULL or READ_ONLY. */
  async duplicate(stageId: string, newStageId: string): Promise<StagedFile> {
    const record = this.#needs.store.staged.find(stageId);
    if (record?.file == null) throw new CodedError('NOT_FOUND', 'No such file', { stageId });
    const { filename, asSticker, width, height } = record;
    await this.begin({ stageId: newStageId, filename, sizeBytes: record.file.sizeBytes, asSticker, width, height });
    await this.#alone(newStageId, async () => {
      const copy = this.#needs.store.staged.find(newStageId);
      if (copy === null || copy.file !== null) return;
      await this.#try(() => this.#needs.files.copy(this.#absolute(record.path), this.#absolute(copy.path)));
    });
    return this.end(newStageId);
  }

  /** The whole of a finished file, for an export. Throws NOT_FOUND. */
  readAll(stageId: string): Promise<Uint8Array> {
    const record = this.#needs.store.staged.find(stageId);
    if (record?.file == null) throw new CodedError('NOT_FOUND', 'No such file', { stageId });
    return this.#try(() => this.#needs.files.readAll(this.#absolute(record.path)));
  }

  /** Taken out of the composer. What a waiting message or a draft of another conversation holds stays. */
  remove(stageId: string): Promise<void> {
    return this.#alone(stageId, async () => {
      const record = this.#needs.store.staged.find(stageId);
      const { outbox, canned, stickers } = this.#needs.store;
      if (record === null || [outbox, canned, stickers].some((table) => table.heldFiles().has(stageId))) return;
      await this.#forget(record);
    });
  }

  /** Null where the id is no staged file's. */
  media(mediaId: string): MediaFile | null {
    return this.#mediaFile(this.#needs.store.staged.byMedia(mediaId));
  }

  staged(stageId: string): MediaFile | null {
    return this.#mediaFile(this.#needs.store.staged.find(stageId));
  }

  #mediaFile(record: StagedRecord | null): MediaFile | null {
    if (record?.file == null) return null;
    return {
      path: this.#absolute(record.path),
      contentType: record.file.contentType,
      sizeBytes: record.file.sizeBytes,
      filename: record.filename,
    };
  }

  /** Once more before they leave: the copies must be whole, and within the limits. */
  async prepare(files: readonly StagedFile[]): Promise<readonly UploadFile[] | ErrorInfo> {
    const total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (files.length > FILES_PER_MESSAGE) return info('TOO_MANY_FILES', { limit: FILES_PER_MESSAGE });
    if (total > FILES_TOTAL_BYTES) return info('TOTAL_TOO_LARGE', { limitBytes: FILES_TOTAL_BYTES, totalBytes: total });
    const uploads: UploadFile[] = [];
    for (const [fileIndex, file] of files.entries()) {
      const details = { filename: file.filename, fileIndex };
      const { maxBytes } = FILE_KINDS[file.kind];
      if (file.sizeBytes > maxBytes) {
        return info('ATTACHMENT_TOO_LARGE', {
          ...details,
          kind: file.kind,
          limitBytes: maxBytes,
          sizeBytes: file.sizeBytes,
        });
      }
      const record = this.#needs.store.staged.find(file.stageId);
      if (record?.file == null || !(await this.#isWhole(record, file.sizeBytes))) return info('FILE_DAMAGED', details);
      const path = this.#absolute(record.path);
      uploads.push({
        filename: file.filename,
        contentType: file.contentType,
        size: file.sizeBytes,
        open: () => streamOf(this.#needs.files, path, file.sizeBytes),
      });
    }
    return uploads;
  }

  /** Their message is confirmed. */
  release(stageIds: readonly string[]): void {
    const held = this.#held();
    for (const stageId of stageIds) {
      const record = this.#needs.store.staged.find(stageId);
      if (record === null || held.has(stageId)) continue;
      void this.#alone(stageId, () => this.#forget(record)).catch(() => {
        // The copy stays for the next sweep.
        return null;
      });
    }
  }

  /** At start: what nothing refers to any more goes, and so do files without a record. Returns how many. */
  async sweep(): Promise<number> {
    const { store, files, clock } = this.#needs;
    const held = this.#held();
    const stale = store.staged
      .all()
      .filter((record) => !held.has(record.stageId) && clock.now() - record.createdAt > UNHELD_KEPT_MS);
    for (const record of stale) await this.#forget(record);
    const known = new Set(store.staged.all().map((record) => record.path));
    let strays = 0;
    for (const name of await files.list(this.#absolute(FOLDER))) {
      if (known.has(join(FOLDER, name))) continue;
      await files.remove(this.#absolute(join(FOLDER, name)));
      strays += 1;
    }
    return stale.length + strays;
  }

  async #check(record: StagedRecord): Promise<StagedFile> {
    const { store, files } = this.#needs;
    const path = this.#absolute(record.path);
    const details = { filename: record.filename };
    const size = await this.#try(() => files.size(path));
    if (size === 0) throw new CodedError('FILE_EMPTY', 'An empty file', details);
    if (size !== record.declaredBytes) throw new CodedError('FILE_DAMAGED', 'It changed while it was read', details);
    const kind = checkByName(record.filename, size, record.asSticker);
    const whole = once(() => files.readAll(path));
    const { type, found } = await sniff(await this.#try(() => files.read(path, 0, HEAD_BYTES)), whole);
    const extension = extensionOf(record.filename);
    if (type === null || !type.extensions.includes(extension)) {
      throw new CodedError('FILE_TYPE_MISMATCH', 'Not what its name says', { ...details, extension, found });
    }
    const inspected =
      kind === 'image' || kind === 'sticker' || kind === 'document'
        ? inspect(await this.#try(whole), type.contentType)
        : { whole: true, width: null, height: null };
    if (!inspected.whole) throw new CodedError('FILE_DAMAGED', 'It breaks off', details);
    store.write(() => {
      store.staged.received(record.stageId, size);
      store.staged.ready(record.stageId, {
        kind,
        contentType: type.contentType,
        width: record.width ?? inspected.width,
        height: record.height ?? inspected.height,
      });
    });
    const file = store.staged.find(record.stageId)?.file;
    if (!file) throw new CodedError('NOT_FOUND', 'It was removed meanwhile', { stageId: record.stageId });
    return file;
  }

  #begun(stageId: string): StagedRecord {
    const record = this.#needs.store.staged.find(stageId);
    if (record === null) throw new CodedError('NOT_FOUND', 'No such file', { stageId });
    if (record.file !== null) throw new CodedError('INVALID_STATE', 'The file is complete', { stageId });
    return record;
  }

  async #isWhole(record: StagedRecord, size: number): Promise<boolean> {
    const path = this.#absolute(record.path);
    try {
      return (await this.#needs.files.exists(path)) && (await this.#needs.files.size(path)) === size;
    } catch {
      return false;
    }
  }

  async #forget(record: StagedRecord): Promise<void> {
    const { store, files } = this.#needs;
    store.write(() => store.staged.remove(record.stageId));
    await files.remove(this.#absolute(record.path));
  }

  #held(): Set<string> {
    const { store } = this.#needs;
    const { outbox, drafts, canned, stickers } = store;
    return new Set([outbox, drafts, canned, stickers].flatMap((table) => [...table.heldFiles()]));
  }

  #folder(): Promise<void> {
    this.#folderMade ??= this.#try(() => this.#needs.files.mkdir(this.#absolute(FOLDER))).catch((error: unknown) => {
      this.#folderMade = null;
      throw error;
    });
    return this.#folderMade;
  }

  #absolute(path: string): string {
    return join(this.#needs.mediaDir, path);
  }

  #alone<T>(stageId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#busy.get(stageId) ?? Promise.resolve();
    const run = before.then(work, work);
    const settled = run.then(
      () => undefined,
      () => undefined,
    );
    this.#busy.set(stageId, settled);
    void settled.then(() => {
      if (this.#busy.get(stageId) === settled) this.#busy.delete(stageId);
    });
    return run;
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fileError(error);
    }
  }
}

/** By name and size alone; throws what the agent should know. */
function checkByName(filename: string, sizeBytes: number, asSticker: boolean): FileKind {
  const kind = kindByName(filename, asSticker);
  if (kind === null) {
    throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'This type of file can not be sent', {
      filename,
      extension: extensionOf(filename),
      asSticker,
    });
  }
  if (sizeBytes === 0) throw new CodedError('FILE_EMPTY', 'An empty file', { filename });
  const { maxBytes } = FILE_KINDS[kind];
  if (sizeBytes > maxBytes) {
    throw new CodedError('ATTACHMENT_TOO_LARGE', 'Too large', { filename, kind, limitBytes: maxBytes, sizeBytes });
  }
  return kind;
}

function nameOnDisk(stageId: string, filename: string): string {
  const extension = extensionOf(filename).replace(/[^a-z0-9]/g, '');
  return `${stageId.replace(/[^A-Za-z0-9-]/g, '')}.${extension}`;
}

function streamOf(files: FileSystem, path: string, size: number): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const bytes = await files.read(path, offset, Math.min(READ_BYTES, size - offset));
        offset += bytes.byteLength;
        if (bytes.byteLength > 0) controller.enqueue(bytes);
        if (bytes.byteLength === 0 || offset >= size) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

function info(code: ErrorInfo['code'], details: ErrorInfo['details']): ErrorInfo {
  return { code, message: '', details };
}
