import { FILE_KINDS } from '#shared/limits.ts';
import { extensionOf } from '../model/files.ts';
import type { PictureForm, PictureForms } from './picture-work.ts';
import type { PictureAnswered, PictureAsked } from './picture-worker.ts';
import { drawSvg } from './svg.ts';

export type PictureChoice = 'original' | 'compressed';

/** A picture ready to be copied into staging, in each form that it can be sent in. */
export interface PreparedPicture {
  readonly original: PreparedForm;
  readonly compressed: PreparedForm | null;
  /** What it was, where its format had to be changed. */
  readonly convertedFrom: string | null;
}

export interface PreparedForm {
  readonly file: File;
  readonly width: number;
  readonly height: number;
}

/** Above this the smaller form is what one gets without choosing. */
const COMPRESS_ABOVE_BYTES = 1024 * 1024;
/** A picture over the limit that can be made smaller is taken up to this size. */
const MOST_BYTES = 60 * 1024 * 1024;

const SENDABLE: ReadonlySet<string> = new Set(FILE_KINDS.image.extensions);
/** Formats of pictures that the server does not take. Which of them can be decoded is the browser's word. */
const CONVERTIBLE: ReadonlySet<string> = new Set([
  'bmp',
  'svg',
  'avif',
  'ico',
  'tif',
  'tiff',
  'heic',
  'heif',
  'jfif',
  'apng',
]);
const ENDINGS: Readonly<Record<PictureForm['contentType'], string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/** Whether there is anything to do before it is copied; all else is judged by its name and size alone. */
export function isPicture(file: { readonly name: string; readonly size: number }): boolean {
  if (typeof Worker === 'undefined' || file.size === 0 || file.size > MOST_BYTES) return false;
  const extension = extensionOf(file.name);
  // A moving picture can't be made smaller here: over its limit it is refused at once.
  if (extension === 'gif') return file.size <= FILE_KINDS.image.maxBytes;
  return SENDABLE.has(extension) || CONVERTIBLE.has(extension);
}

/** Null where it can't be decoded here, or is damaged. Rejects where the file can't be read. */
export async function preparePicture(file: File): Promise<PreparedPicture | null> {
  // Reads a byte, so that a folder or a file that went away is told apart from a damaged one.
  await file.slice(0, 1).arrayBuffer();
  const extension = extensionOf(file.name);
  const source = extension === 'svg' ? await drawSvg(file) : file;
  const forms = source === null ? null : await inWorker(source, CONVERTIBLE.has(extension));
  if (forms === null) return null;
  const named = ({ blob, contentType, width, height, untouched }: PictureForm): PreparedForm => ({
    file:
      untouched && source === file && SENDABLE.has(extension)
        ? file
        : new File([blob], nameFor(file.name, contentType), { type: contentType }),
    width,
    height,
  });
  return {
    original: named(forms.original),
    compressed: forms.compressed === null ? null : named(forms.compressed),
    convertedFrom: CONVERTIBLE.has(extension) ? extension : null,
  };
}

/** What is sent unless the agent chooses. */
export function usualChoice({ original, compressed }: PreparedPicture): PictureChoice {
  return compressed !== null && original.file.size > COMPRESS_ABOVE_BYTES ? 'compressed' : 'original';
}

export function formOf(prepared: PreparedPicture, choice: PictureChoice): PreparedForm {
  return choice === 'compressed' ? (prepared.compressed ?? prepared.original) : prepared.original;
}

/** A name whose ending says what the content is now; an ending that already does stays. */
function nameFor(name: string, contentType: PictureForm['contentType']): string {
  const extension = extensionOf(name);
  if (contentType === 'image/jpeg' && (extension === 'jpg' || extension === 'jpeg')) return name;
  const ending = ENDINGS[contentType];
  if (extension === ending) return name;
  return `${extension === '' ? name : name.slice(0, -extension.length - 1)}.${ending}`;
}

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, (forms: PictureForms | null) => void>();

function inWorker(blob: Blob, mayConvert: boolean): Promise<PictureForms | null> {
  worker ??= startWorker();
  const running = worker;
  lastId += 1;
  const asked: PictureAsked = { id: lastId, blob, mayConvert };
  return new Promise((resolve) => {
    waiting.set(asked.id, resolve);
    running.postMessage(asked);
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL('picture-worker.ts', import.meta.url), { type: 'module', name: 'pictures' });
  started.addEventListener('message', ({ data }: MessageEvent<PictureAnswered>) => {
    waiting.get(data.id)?.(data.forms);
    waiting.delete(data.id);
  });
  // It could not be loaded, or died of a picture: that one goes as it is, and the next one gets a new worker.
  started.addEventListener('error', () => {
    started.terminate();
    if (worker === started) worker = null;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  });
  return started;
}
