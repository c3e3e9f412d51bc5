import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { Envelope } from '#shared/contract/definition.ts';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import { CodedError } from '#shared/errors.ts';
import { mayOpen, safeName } from './safe-name.ts';

/** What the agent does with somebody's file outside the window: save it, open it in a viewer, show where it is. */

export interface MediaFilesParts {
  readonly dataDir: string;
  readonly tempDir: string;
  readonly downloadsDir: string;
  readonly media: (mediaId: string) => Promise<Envelope<MediaFile>>;
  /** The path the agent chose, or null. */
  readonly askWhere: (suggestion: string) => Promise<string | null>;
  /** Empty where it worked: Electron's `shell.openPath`. */
  readonly openPath: (path: string) => Promise<string>;
  readonly showInFolder: (path: string) => void;
}

export class MediaFiles {
  readonly #parts: MediaFilesParts;
  readonly #saved = new Map<string, string>();
  readonly #copies: string[] = [];

  constructor(parts: MediaFilesParts) {
    this.#parts = parts;
  }

  async saveAs(mediaId: string): Promise<boolean> {
    const file = await this.#file(mediaId);
    const suggestion = join(this.#parts.downloadsDir, safeName(file.filename, file.contentType));
    const path = await this.#parts.askWhere(suggestion);
    if (path === null) return false;
    await copyFile(file.path, path);
    this.#saved.set(mediaId, path);
    return true;
  }

  /** What the page has made; the contract keeps its name to plain letters. */
  async saveText(filename: string, text: string): Promise<boolean> {
    const path = await this.#parts.askWhere(join(this.#parts.downloadsDir, filename));
    if (path === null) return false;
    await writeFile(path, text, 'utf8');
    return true;
  }

  /** A copy under a name that says what it is: the cache's own file can't be changed by the viewer, and nothing is ever run. */
  async open(mediaId: string): Promise<boolean> {
    const file = await this.#file(mediaId);
    if (!mayOpen(file.contentType)) return false;
    const folder = await mkdtemp(join(this.#parts.tempDir, 'zukses-desk-'));
    this.#copies.push(folder);
    const copy = join(folder, safeName(file.filename, file.contentType));
    await copyFile(file.path, copy);
    return (await this.#parts.openPath(copy)) === '';
  }

  /** Where the agent has saved it; what was not saved yet, or is not there any more, is saved first. False where the agent thought better of it. */
  async showInFolder(mediaId: string): Promise<boolean> {
    const before = this.#saved.get(mediaId);
    if ((before === undefined || !existsSync(before)) && !(await this.saveAs(mediaId))) return false;
    const path = this.#saved.get(mediaId);
    if (path === undefined) return false;
    this.#parts.showInFolder(path);
    return true;
  }

  async removeCopies(): Promise<void> {
    await Promise.all(this.#copies.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  }

  async #file(mediaId: string): Promise<MediaFile> {
    const envelope = await this.#parts.media(mediaId);
    if (!envelope.ok) throw new CodedError(envelope.error.code, envelope.error.message, envelope.error.details);
    const path = resolve(envelope.value.path);
    if (!path.startsWith(resolve(this.#parts.dataDir) + sep)) throw new CodedError('NOT_FOUND', 'No such file');
    return { ...envelope.value, path };
  }
}
