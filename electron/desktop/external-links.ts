/**
 * What may leave for the system's browser or mail program: `https` and `mailto` only, after the address was parsed. Nothing else, since the
 * system would start whatever program claims a scheme.
 */

const LONGEST_ADDRESS = 4096;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The address in its parsed form, or null when it must not be opened. */
export function externalAddress(text: string): string | null {
  if (text.length > LONGEST_ADDRESS || CONTROL.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  switch (url.protocol) {
    case 'https:':
      // An address with a name and a password in it shows one host and goes to another.
      return url.hostname !== '' && url.username === '' && url.password === '' ? url.href : null;
    case 'mailto:':
      // Some mail programs attach files that a link names.
      return [...url.searchParams.keys()].some((key) => /^attach/i.test(key)) ? null : url.href;
    default:
      return null;
  }
}
