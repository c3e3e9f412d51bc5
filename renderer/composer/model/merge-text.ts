/** Of a text of which `sent` was sent: what was typed after it, or put above it. */
export function restOf(text: string, sent: string): string {
  if (text.startsWith(sent)) return text.slice(sent.length).trimStart();
  return text.endsWith(`\n${sent}`) ? text.slice(0, text.length - sent.length).trimEnd() : text;
}

/** What stands above `base` in `text`, with the break between them; null where `base` is not what is below. */
export function textAbove(text: string, base: string): string | null {
  if (base === '') return text === '' ? null : `${text}\n`;
  return text.endsWith(`\n${base}`) ? text.slice(0, text.length - base.length) : null;
}
