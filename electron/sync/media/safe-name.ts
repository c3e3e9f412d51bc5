/** Names that Windows keeps for devices, with or without an ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const LONGEST = 120;

/**
 * A name under which a file can be saved on every system: no path, no control or direction characters (which make `exe.jpg` look like
 * something else), nothing that a system reads as its own.
 */
export function safeFilename(name: string | null, fallback = 'file'): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    // Control characters, marks that turn the direction of reading, and the byte order mark.
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const named = clean === '' ? fallback : RESERVED.test(clean) ? `_${clean}` : clean;
  return shortened(named);
}

/** Cuts the middle, not the ending, and no character in two. */
function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  const start = name.slice(0, LONGEST - ending.length);
  return start.replace(/[\ud800-\udbff]$/, '') + ending;
}
