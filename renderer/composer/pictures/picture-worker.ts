import type { PictureForms } from './picture-work.ts';
import { picturesFrom } from './picture-work.ts';

export interface PictureAsked {
  readonly id: number;
  readonly blob: Blob;
  /** Its name says that it is of a format that can't be sent as it is. */
  readonly mayConvert: boolean;
}

export interface PictureAnswered {
  readonly id: number;
  readonly forms: PictureForms | null;
}

/** One after the other: a decoded picture is large. */
let before: Promise<void> = Promise.resolve();

globalThis.addEventListener('message', ({ data }: MessageEvent<PictureAsked>) => {
  before = before.then(async () => {
    let forms: PictureForms | null;
    try {
      forms = await picturesFrom(data.blob, data.mayConvert);
    } catch {
      // Out of memory, or a file that went away: it is taken as it is, and judged where files are checked.
      forms = null;
    }
    const answer: PictureAnswered = { id: data.id, forms };
    globalThis.postMessage(answer);
  });
});
