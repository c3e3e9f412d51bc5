/** The frames of one page, by Chromium's ids. */
import { fromPageUrl } from './schemes.ts';
import type { WebContents } from './web-contents.ts';
import { WebFrameMain, type FrameRecord } from './web-frame-main.ts';

export interface FramePayload {
  id: string;
  parentId?: string;
  url: string;
  urlFragment?: string;
  name?: string;
}

export class PageFrames {
  readonly #contents: WebContents;
  readonly #records = new Map<string, FrameRecord>();
  readonly #frameObjects = new Map<string, WebFrameMain>();
  mainFrameId = '';

  constructor(contents: WebContents) {
    this.#contents = contents;
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }
  urlOf(id: string): string {
    return this.#records.get(id)?.url ?? '';
  }
  forget(id: string): void {
    this.#records.delete(id);
  }
  /** The page shows a new document: what it had inside is gone. */
  forgetChildren(): void {
    for (const [id, record] of this.#records) if (record.parentId !== undefined) this.#records.delete(id);
  }
  /** The same document under another address. */
  moved(id: string, url: string): void {
    const record = this.#records.get(id);
    if (record) record.url = url;
  }

  note(frame: FramePayload): void {
    const url = fromPageUrl(frame.url + (frame.urlFragment ?? ''));
    const record = this.#records.get(frame.id);
    if (record) {
      record.url = url;
      record.name = frame.name ?? record.name;
    } else {
      this.#records.set(frame.id, { id: frame.id, url, name: frame.name ?? '', parentId: frame.parentId });
    }
  }

  /** The frame with this protocol id, or the top one. */
  frame(id: string | undefined): WebFrameMain | null {
    const key = id ?? this.mainFrameId;
    const record =
      this.#records.get(key) ?? (id === undefined ? { id: key, url: '', name: '', parentId: undefined } : undefined);
    if (!record) return null;
    let frame = this.#frameObjects.get(key);
    if (!frame) {
      frame = new WebFrameMain(this.#contents, record);
      this.#frameObjects.set(key, frame);
    }
    return frame;
  }
  children(parentId: string): WebFrameMain[] {
    return [...this.#records.values()]
      .filter((record) => record.parentId === parentId)
      .flatMap((record) => this.frame(record.id) ?? []);
  }
}
