import { tokenize } from 'linkifyjs';
import type { Place } from '#shared/domain/desk-link.ts';
import { LINKS_IN_TEXT, parseLink } from '#shared/domain/desk-link.ts';

/** Text of a message cut at its links. Nothing else in it means anything: never markup. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'mail'; readonly text: string; readonly url: string }
  /** A conversation or message of this desk. */
  | { readonly kind: 'place'; readonly text: string; readonly place: Place };

/** Most messages hold none; looking closer costs more than drawing them. */
const MAY_HOLD_A_LINK = /\S[.@:/]\S/;

/** `https`, mail addresses and places of the desk become links; a bare domain is taken as https, any other scheme stays text. */
export function partsOf(content: string): readonly TextPart[] {
  if (!MAY_HOLD_A_LINK.test(content)) return [{ kind: 'text', text: content }];
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: text, index } of content.matchAll(LINKS_IN_TEXT)) {
    const place = parseLink(text);
    if (place === null) continue;
    pushWeb(content.slice(from, index));
    parts.push({ kind: 'place', text, place });
    from = index + text.length;
  }
  pushWeb(content.slice(from));
  return parts;

  function pushText(text: string): void {
    const last = parts.at(-1);
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
    else parts.push({ kind: 'text', text });
  }
  function pushWeb(between: string): void {
    for (const token of tokenize(between)) pushToken(token);
  }
  function pushToken(token: ReturnType<typeof tokenize>[number]): void {
    const text = token.toString();
    if (!token.isLink) {
      pushText(text);
      return;
    }
    const url = parse(token.toHref('https'));
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') {
      parts.push({ kind: 'link', text, url: url.href });
    } else if (url?.protocol === 'mailto:') {
      parts.push({ kind: 'mail', text, url: url.href });
    } else {
      pushText(text);
    }
  }
}

function parse(href: string): URL | null {
  return URL.canParse(href) ? new URL(href) : null;
}

const ONLY_EMOJI = /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\s)+$/u;

/** One to three emoji and nothing else: shown larger. */
export function isOnlyEmoji(content: string): boolean {
  const text = content.trim();
  if (text.length === 0 || text.length > 32 || !ONLY_EMOJI.test(text)) return false;
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)];
  return graphemes.filter((part) => part.segment.trim() !== '').length <= 3;
}
