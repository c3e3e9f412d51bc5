const TITLES = /^(toko|pt|cv|ud|ibu|bapak|pak|bu|kak)\.?$/i;

/** Two letters for an avatar: of the first and the last word; words like *Toko* don't count while others are there. Empty for no name. */
export function initials(name: string): string {
  const all = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const named = all.filter((word) => !TITLES.test(word));
  const words = named.length > 0 ? named : all;
  const first = words[0];
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last]
    .map((word) => firstLetter(word))
    .join('')
    .toLocaleUpperCase();
}

function firstLetter(word: string | undefined): string {
  return word?.match(/[\p{L}\p{N}]/u)?.[0] ?? '';
}

/** One of six equal colours, always the same for the same id: identity only, it carries no meaning. */
export function avatarColour(seed: string): 1 | 2 | 3 | 4 | 5 | 6 {
  let hash = 0;
  for (const character of seed) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  // The low bits of a multiplicative hash of short ids repeat; the high ones are mixed in before the remainder.
  return ((((hash ^ (hash >>> 15)) >>> 0) % 6) + 1) as 1 | 2 | 3 | 4 | 5 | 6;
}
