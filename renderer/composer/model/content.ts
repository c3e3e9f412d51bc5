import { CONTENT_MAX_BYTES, CONTENT_MAX_CHARACTERS } from '#shared/limits.ts';

export interface ContentSize {
  /** UTF-16 units, the strictest of the usual readings (docs/api.md section 5.4). */
  readonly characters: number;
  /** UTF-8. */
  readonly bytes: number;
}

/** As it counts for the limits: trimmed. */
export function sizeOf(text: string): ContentSize {
  const trimmed = text.trim();
  return { characters: trimmed.length, bytes: new TextEncoder().encode(trimmed).length };
}

export function isTooLong(text: string): boolean {
  // A UTF-16 unit takes at most three bytes, so short texts need no counting.
  if (text.length * 3 <= CONTENT_MAX_BYTES && text.length <= CONTENT_MAX_CHARACTERS) return false;
  const size = sizeOf(text);
  return size.characters > CONTENT_MAX_CHARACTERS || size.bytes > CONTENT_MAX_BYTES;
}

/**
 * Cuts a text into parts that fit, at the best place near each end: a blank line, a line, a sentence, a word, else between two characters as a
 * reader sees them. Nothing is lost but the white space at the cuts.
 */
export function splitText(
  text: string,
  limits: ContentSize = { characters: CONTENT_MAX_CHARACTERS, bytes: CONTENT_MAX_BYTES },
): readonly string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > 0) {
    // One character always fits, so that a limit below its size can't hold the loop.
    const most = Math.max(fitting(rest, limits), String.fromCodePoint(rest.codePointAt(0) ?? 0).length);
    if (most >= rest.length) {
      parts.push(rest);
      break;
    }
    const cut = bestCut(rest, most);
    const part = rest.slice(0, cut).trimEnd();
    if (part.length > 0) parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  return parts;
}

/** The largest prefix, in UTF-16 units, that keeps both limits and cuts no code point. */
function fitting(text: string, limits: ContentSize): number {
  let units = 0;
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (units + character.length > limits.characters || bytes + size > limits.bytes) return units;
    units += character.length;
    bytes += size;
  }
  return units;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function bestCut(text: string, most: number): number {
  const head = text.slice(0, most);
  // Not further back than half: parts of very different sizes read badly.
  const least = Math.floor(most / 2);
  for (const pattern of [/\n\s*\n/g, /\n/g, /[.!?…]["”')\]]?\s/g, /\s/g]) {
    const last = [...head.matchAll(pattern)].at(-1);
    if (last !== undefined && last.index + last[0].length > least) return last.index + last[0].length;
  }
  // Where the next part begins with white space, the cut is clean.
  if (/^\s/.test(text.slice(most))) return most;
  // Only the last stretch is looked at: no character that a reader sees is longer.
  const from = alignToCodePoint(text, Math.max(0, most - 64));
  let end = 0;
  for (const part of graphemes.segment(text.slice(from, most + 64))) {
    const stop = from + part.index + part.segment.length;
    if (stop > most) break;
    end = stop;
  }
  return end > 0 ? end : most;
}

function alignToCodePoint(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index + 1 : index;
}
