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

/** What a server takes that refused a text as too long. */
export interface ServerLimit {
  /** UTF-16 units. */
  readonly characters: number;
  /** False where the server did not say, and half of what it refused is tried. */
  readonly known: boolean;
}

/** After MESSAGE_TOO_LONG for `content`, whose error has `details`. */
export function limitAfter(content: string, details: Readonly<Record<string, unknown>>): ServerLimit {
  const said = details['limit'];
  if (typeof said === 'number' && said > 0 && said < content.length) return { characters: said, known: true };
  return { characters: Math.max(1, Math.floor(content.length / 2)), known: false };
}

/** `limit` in UTF-16 units, where a server takes less than it says. */
export function isTooLong(text: string, limit: number = CONTENT_MAX_CHARACTERS): boolean {
  // A UTF-16 unit takes at most three bytes, so short texts need no counting.
  if (text.length * 3 <= CONTENT_MAX_BYTES && text.length <= limit) return false;
  const size = sizeOf(text);
  return size.characters > limit || size.bytes > CONTENT_MAX_BYTES;
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
  const characters = graphemes.segment(text);
  // Not further back than half: parts of very different sizes read badly.
  const least = Math.floor(most / 2);
  for (const pattern of [/\n\s*\n/g, /\n/g, /[.!?…]["”')\]]?\s/g, /\s/g]) {
    for (const match of [...head.matchAll(pattern)].toReversed()) {
      const cut = match.index + match[0].length;
      if (cut <= least) break;
      // White space can carry an accent of its own.
      if (cut === most || characters.containing(cut)?.index === cut) return cut;
    }
  }
  // A character that is longer than a message can only be cut.
  const cut = characters.containing(most)?.index ?? most;
  return cut > 0 ? cut : most;
}
