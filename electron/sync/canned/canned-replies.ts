import { z } from 'zod';
import type { EngineOutput, EngineParsed } from '#shared/contract/engine.ts';
import {
  CANNED_SHORTCUT,
  CANNED_TEXT_MAX_CHARACTERS,
  type CannedRepliesFile,
  type CannedReply,
} from '#shared/domain/canned-reply.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import { CodedError } from '#shared/errors.ts';
import { FILES_PER_MESSAGE, STAGE_CHUNK_BYTES } from '#shared/limits.ts';
import { errorInfo } from '../envelope.ts';
import type { Staging } from '../media/staging.ts';
import type { Clock, Random } from '../ports.ts';
import type { LocalStore } from '../store/local/local-store.ts';

export interface CannedRepliesNeeds {
  readonly local: LocalStore;
  readonly staging: Staging;
  readonly clock: Clock;
  readonly random: Random;
  /** After each change. */
  readonly changed: (replies: readonly CannedReply[]) => void;
}

const importFile = z.object({
  format: z.literal('zukses-desk/canned-replies'),
  version: z.literal(1),
  replies: z
    .array(
      z.object({
        shortcut: z.string(),
        title: z.string().trim().min(1).max(200),
        text: z.string(),
        files: z
          .array(z.object({ filename: z.string().min(1).max(500), base64: z.base64() }))
          .max(FILES_PER_MESSAGE)
          .default([]),
      }),
    )
    .max(2_000),
});

/** What agents keep for questions that come again and again: kept, exported and imported. */
export class CannedReplies {
  readonly #needs: CannedRepliesNeeds;

  constructor(needs: CannedRepliesNeeds) {
    this.#needs = needs;
  }

  list(): CannedReply[] {
    return this.#needs.local.canned.all();
  }

  save(input: EngineParsed<'canned.save'>): CannedReply {
    const { local, clock } = this.#needs;
    check(input);
    const taken = local.canned.byShortcut(input.shortcut);
    if (taken !== null && taken.id !== input.id) {
      throw new CodedError('SHORTCUT_TAKEN', 'Another reply has this shortcut', { shortcut: input.shortcut });
    }
    const before = local.canned.find(input.id);
    local.write(() => {
      local.canned.put(input, clock.now());
    });
    this.#release(before, input.files);
    this.#tell();
    const saved = local.canned.find(input.id);
    if (saved === null) throw new CodedError('STORAGE_FAILED', 'The reply was not kept');
    return saved;
  }

  remove(id: string): null {
    const { local } = this.#needs;
    const before = local.canned.find(id);
    local.write(() => {
      local.canned.remove(id);
    });
    this.#release(before, []);
    this.#tell();
    return null;
  }

  async files(id: string): Promise<StagedFile[]> {
    const { local, staging, random } = this.#needs;
    const reply = local.canned.find(id);
    if (reply === null) throw new CodedError('NOT_FOUND', 'No such reply', { id });
    const copies: StagedFile[] = [];
    for (const file of reply.files) copies.push(await staging.duplicate(file.stageId, random.uuid()));
    return copies;
  }

  async export(): Promise<string> {
    const { staging } = this.#needs;
    const replies: CannedRepliesFile['replies'][number][] = [];
    for (const { shortcut, title, text, files } of this.list()) {
      const contents = [];
      for (const file of files) {
        const bytes = await staging.readAll(file.stageId);
        contents.push({ filename: file.filename, base64: Buffer.from(bytes).toString('base64') });
      }
      replies.push({ shortcut, title, text, ...(contents.length === 0 ? {} : { files: contents }) });
    }
    const file: CannedRepliesFile = { format: 'zukses-desk/canned-replies', version: 1, replies };
    return `${JSON.stringify(file, null, 2)}\n`;
  }

  /** One bad reply does not cost the others: it is named with its reason. */
  async import(text: string): Promise<EngineOutput<'canned.import'>> {
    const { local, random } = this.#needs;
    const refused: { shortcut: string; error: ReturnType<typeof errorInfo> }[] = [];
    let imported = 0;
    for (const { shortcut, title, text: words, files } of parse(text).replies) {
      try {
        check({ shortcut, text: words });
        const stageIds = [];
        for (const file of files) stageIds.push(await this.#stage(file));
        const id = local.canned.byShortcut(shortcut)?.id ?? random.uuid();
        this.save({ id, shortcut, title, text: words, files: stageIds });
        imported += 1;
      } catch (error) {
        refused.push({ shortcut, error: errorInfo(error) });
      }
    }
    return { imported, refused };
  }

  async #stage(file: { readonly filename: string; readonly base64: string }): Promise<string> {
    const { staging, random } = this.#needs;
    const bytes = Buffer.from(file.base64, 'base64');
    const stageId = random.uuid();
    await staging.begin({
      stageId,
      filename: file.filename,
      sizeBytes: bytes.byteLength,
      asSticker: false,
      width: null,
      height: null,
    });
    for (let offset = 0; offset < bytes.byteLength; offset += STAGE_CHUNK_BYTES) {
      await staging.append(stageId, offset, bytes.subarray(offset, offset + STAGE_CHUNK_BYTES));
    }
    await staging.end(stageId);
    return stageId;
  }

  #release(before: CannedReply | null, kept: readonly string[]): void {
    const gone = (before?.files ?? []).map((file) => file.stageId).filter((stageId) => !kept.includes(stageId));
    this.#needs.staging.release(gone);
  }

  #tell(): void {
    this.#needs.changed(this.list());
  }
}

function check(input: { readonly shortcut: string; readonly text: string }): void {
  if (!CANNED_SHORTCUT.test(input.shortcut)) {
    throw new CodedError('SHORTCUT_INVALID', 'Not a shortcut', { shortcut: input.shortcut });
  }
  if (input.text.length > CANNED_TEXT_MAX_CHARACTERS) {
    throw new CodedError('MESSAGE_TOO_LONG', 'Too long', {
      limit: CANNED_TEXT_MAX_CHARACTERS,
      length: input.text.length,
    });
  }
}

function parse(text: string): z.output<typeof importFile> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CodedError('IMPORT_UNREADABLE', 'Not JSON', {}, { cause: error });
  }
  const file = importFile.safeParse(json);
  if (!file.success) {
    const [issue] = file.error.issues;
    throw new CodedError('IMPORT_UNREADABLE', 'Not canned replies', { where: issue?.path.join('.') ?? '' });
  }
  return file.data;
}
