import { join } from 'node:path';
import type { Clock, FileSystem } from '../ports.ts';
import { samePlace } from './same-place.ts';

/** The beginning of a file whose download was stopped or broke off, and what is needed to go on with the very same file. */
export interface Partial {
  readonly mediaId: string;
  readonly url: string;
  /** ETag or Last-Modified of the answer it came with: the server is asked for the rest of that and of nothing else. */
  readonly validator: string;
  readonly totalBytes: number | null;
  /** UTC ms. */
  readonly startedAt: number;
}

export interface PartialsNeeds {
  readonly files: FileSystem;
  readonly clock: Clock;
  /** Absolute. */
  readonly folder: string;
}

/** Older beginnings are not gone on with: the agent has long done without. */
const KEPT_MS = 7 * 24 * 60 * 60_000;
const BYTES = '.part';
const ABOUT = '.part.json';

/** Beginnings of downloads, each beside a note of what it is the beginning of. */
export class Partials {
  readonly #needs: PartialsNeeds;

  constructor(needs: PartialsNeeds) {
    this.#needs = needs;
  }

  path(name: string): string {
    return join(this.#needs.folder, `${name}${BYTES}`);
  }

  /** Null where there is nothing to go on with. */
  async find(name: string, url: string): Promise<{ readonly about: Partial; readonly receivedBytes: number } | null> {
    const about = await this.#about(name);
    if (about === null || !samePlace(about.url, url)) return null;
    try {
      const receivedBytes = await this.#needs.files.size(this.path(name));
      const isBeginning = receivedBytes > 0 && (about.totalBytes === null || receivedBytes < about.totalBytes);
      return isBeginning ? { about, receivedBytes } : null;
    } catch {
      return null;
    }
  }

  /** An empty file, to be filled. Without a validator nobody could say later that the rest belongs to it: no note is made. */
  async begin(name: string, about: Omit<Partial, 'validator' | 'startedAt'>, validator: string | null): Promise<void> {
    const { files, clock } = this.#needs;
    await this.remove(name);
    await files.write(this.path(name), new Uint8Array(0));
    if (validator === null) return;
    const note: Partial = { ...about, validator, startedAt: clock.now() };
    await files.write(join(this.#needs.folder, `${name}${ABOUT}`), new TextEncoder().encode(JSON.stringify(note)));
  }

  /** Complete: it is the file now. */
  async finish(name: string, path: string): Promise<void> {
    await this.#needs.files.rename(this.path(name), path);
    await this.#needs.files.remove(join(this.#needs.folder, `${name}${ABOUT}`));
  }

  async remove(name: string): Promise<void> {
    const { files, folder } = this.#needs;
    await files.remove(join(folder, `${name}${ABOUT}`));
    await files.remove(this.path(name));
  }

  /** Removes what nobody will go on with. Returns how many. */
  async sweep(isWanted: (mediaId: string) => boolean): Promise<number> {
    const { files, folder, clock } = this.#needs;
    const names = new Set((await files.list(folder)).flatMap((file) => /^(.+)\.part(\.json)?$/.exec(file)?.[1] ?? []));
    let removed = 0;
    for (const name of names) {
      const about = await this.#about(name);
      if (about !== null && clock.now() - about.startedAt < KEPT_MS && isWanted(about.mediaId)) continue;
      await this.remove(name);
      removed += 1;
    }
    return removed;
  }

  async #about(name: string): Promise<Partial | null> {
    const { files, folder } = this.#needs;
    try {
      const bytes = await files.readAll(join(folder, `${name}${ABOUT}`));
      return parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      // None, or cut off while it was written: the file is fetched anew.
      return null;
    }
  }
}

function parse(value: unknown): Partial | null {
  if (typeof value !== 'object' || value === null) return null;
  const { mediaId, url, validator, totalBytes, startedAt } = value as Readonly<Record<keyof Partial, unknown>>;
  if (typeof mediaId !== 'string' || typeof url !== 'string') return null;
  if (typeof validator !== 'string' || typeof startedAt !== 'number') return null;
  return { mediaId, url, validator, totalBytes: typeof totalBytes === 'number' ? totalBytes : null, startedAt };
}
