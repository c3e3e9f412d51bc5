/** Names under which somebody's file may lie on this computer, and which of them may be opened with a click. */

const EXTENSIONS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  ['image/jpeg', ['jpg', 'jpeg']],
  ['image/png', ['png']],
  ['image/gif', ['gif']],
  ['image/webp', ['webp']],
  ['video/mp4', ['mp4']],
  ['video/quicktime', ['mov']],
  ['video/x-msvideo', ['avi']],
  ['audio/mpeg', ['mp3']],
  ['audio/wav', ['wav']],
  ['audio/x-wav', ['wav']],
  ['audio/vnd.wave', ['wav']],
  ['application/pdf', ['pdf']],
  ['application/msword', ['doc']],
  ['application/x-cfb', ['doc']],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', ['docx']],
]);

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const UNSAFE = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONGEST_STEM = 120;

/**
 * A name without path, control or direction characters (`invoice\u202Egnp.exe` shows as `invoiceexe.png`), whose ending is the one of its
 * content. Content of an unknown kind keeps no ending that a system would run.
 */
export function safeName(filename: string, contentType: string): string {
  const cleaned = filename.replace(UNSAFE, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  const [, before = cleaned, ending = ''] = /^(.+)\.([a-z0-9]{1,8})$/i.exec(cleaned) ?? [];
  const stem = before.slice(0, LONGEST_STEM).replace(/[.\s]+$/, '');
  const name = stem === '' || RESERVED.test(stem) ? `file${stem === '' ? '' : `_${stem}`}` : stem;
  const allowed = EXTENSIONS.get(typeOf(contentType));
  if (allowed === undefined) return `${name}.bin`;
  const kept = ending.toLowerCase();
  return `${name}.${allowed.includes(kept) ? kept : allowed[0]}`;
}

/** Only what a viewer shows; documents with macros of their own, and everything unknown, are saved and not opened. */
export function mayOpen(contentType: string): boolean {
  return /^(image\/(jpeg|png|gif|webp)|video\/(mp4|quicktime|x-msvideo)|audio\/(mpeg|wav|x-wav|vnd\.wave)|application\/pdf)$/.test(
    typeOf(contentType),
  );
}

function typeOf(contentType: string): string {
  return contentType.toLowerCase().split(';', 1)[0]?.trim() ?? '';
}
