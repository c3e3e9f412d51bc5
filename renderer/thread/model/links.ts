import { tokenize } from 'linkifyjs';

/** Text of a message cut at its links. Nothing else in it means anything: never markup. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string; readonly host: string }
  | { readonly kind: 'mail'; readonly text: string; readonly url: string };

/** Most messages hold none; looking closer costs more than drawing them. */
const MAY_HOLD_A_LINK = /\S[.@:/]\S/;

/** Only `https` and mail addresses become links; a bare domain is taken as https, an explicit other scheme stays text. */
export function partsOf(content: string): readonly TextPart[] {
  if (!MAY_HOLD_A_LINK.test(content)) return [{ kind: 'text', text: content }];
  const parts: TextPart[] = [];
  const pushText = (text: string): void => {
    const last = parts.at(-1);
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
    else parts.push({ kind: 'text', text });
  };
  for (const token of tokenize(content)) {
    const text = token.toString();
    if (!token.isLink) {
      pushText(text);
      continue;
    }
    const url = parse(token.toHref('https'));
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') {
      parts.push({ kind: 'link', text, url: url.href, host: url.hostname });
    } else if (url?.protocol === 'mailto:') {
      parts.push({ kind: 'mail', text, url: url.href });
    } else {
      pushText(text);
    }
  }
  return parts;
}

function parse(href: string): URL | null {
  return URL.canParse(href) ? new URL(href) : null;
}

/** Of the API document's own site (docs/api.md section 1.1). Profiles may name more; those cards come marked as allowed. */
const KNOWN_HOSTS = ['zukses.com'];

/** Opened without asking. */
export function isKnownHost(host: string): boolean {
  const name = host.toLowerCase();
  return KNOWN_HOSTS.some((known) => name === known || name.endsWith(`.${known}`));
}

const ONLY_EMOJI = /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\s)+$/u;

/** One to three emoji and nothing else: shown larger. */
export function isOnlyEmoji(content: string): boolean {
  const text = content.trim();
  if (text.length === 0 || text.length > 32 || !ONLY_EMOJI.test(text)) return false;
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)];
  return graphemes.filter((part) => part.segment.trim() !== '').length <= 3;
}
