import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#shared/errors.ts';
import { ERROR_CODES } from '#shared/errors.ts';
import type { WordKey } from './catalogues.ts';
import { CATALOGUES } from './catalogues.ts';
import { describeError } from './describe-error.ts';
import { formatsFor } from './formats.ts';
import { LANGUAGES, resolveLanguage } from './language.ts';
import type { MessageArguments } from './message-arguments.ts';
import { wordsFor } from './words.ts';

const KEYS = Object.keys(CATALOGUES.en) as WordKey[];

/** In the parser's numbering: text between arguments. */
function isLiteral(type: number): boolean {
  return type === 0;
}

/** Names of a message's arguments with their kinds, sorted. */
function argumentsOf(message: string): string[] {
  const found = new Set<string>();
  const walk = (elements: ReturnType<IntlMessageFormat['getAst']>): void => {
    for (const element of elements) {
      if ('value' in element && !isLiteral(element.type)) found.add(`${element.value}:${element.type}`);
      if ('options' in element) for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...found].sort();
}

describe('catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(CATALOGUES.id).sort()).toEqual([...KEYS].sort());
  });

  it.each(KEYS)('%s takes the same arguments in both languages', (key) => {
    expect(argumentsOf(CATALOGUES.id[key])).toEqual(argumentsOf(CATALOGUES.en[key]));
  });

  it('leave no message empty, and none with a space at an end', () => {
    for (const language of LANGUAGES) {
      for (const key of KEYS) {
        const message = CATALOGUES[language][key];
        expect(message.trim(), `${language} ${key}`).toBe(message);
        expect(message, `${language} ${key}`).not.toBe('');
      }
    }
  });
});

describe('words', () => {
  it('fill in arguments and plurals', () => {
    const en = wordsFor('en');
    const id = wordsFor('id');
    expect(en('rail.needsReplyCount', { count: 1 })).toBe('1 customer waits');
    expect(en('rail.needsReplyCount', { count: 5 })).toBe('5 customers wait');
    expect(id('rail.needsReplyCount', { count: 5 })).toBe('5 pelanggan menunggu');
    expect(en('inbox.emptyUnread.text', { count: 0 })).toBe('You have read everything.');
    expect(en('app.titleUnread', { count: '999+', title: 'Siti' })).toBe('(999+) Siti · Zukses Desk');
  });

  it('never take text for markup', () => {
    expect(wordsFor('en')('inbox.row.you', { text: '<b>{x}</b>' })).toBe('You: <b>{x}</b>');
  });

  it('know their arguments at compile time', () => {
    const plural: MessageArguments<'{count, plural, one {# of {total}} other {# in {place}}}'> = {
      count: 2,
      total: 3,
      place: 'Bandung',
    };
    expect(plural.count).toBe(2);
    // @ts-expect-error -- the message needs its argument
    expect(() => wordsFor('en')('rail.unread')).toThrow(/count/u);
    // @ts-expect-error -- the message takes none
    expect(wordsFor('en')('ui.close', { count: 1 })).toBe('Close');
  });
});

describe('describeError', () => {
  it.each(ERROR_CODES.flatMap((code) => LANGUAGES.map((language) => [language, code] as const)))(
    'has words in %s for %s',
    (language, code: ErrorCode) => {
      const text = describeError(wordsFor(language), formatsFor(language), { code, message: '', details: {} });
      expect(text.length).toBeGreaterThan(15);
      expect(text).not.toContain(code);
    },
  );

  it('uses what the details know, and the server’s own words', () => {
    const en = (code: ErrorCode, message: string, details: Record<string, unknown>): string =>
      describeError(wordsFor('en'), formatsFor('en'), { code, message, details });
    expect(en('ATTACHMENT_TOO_LARGE', '', { filename: 'a.mp4', limitBytes: 104_857_600 })).toBe(
      'a.mp4 is over the limit of 100 MB. Take it out or make it smaller.',
    );
    expect(en('SIGN_IN_REFUSED', 'Kontak atau sandi salah', {})).toContain('The server said: Kontak atau sandi salah');
    expect(en('REFUSED', '<html>', { status: 403 })).toBe('The server refused it (403). It is kept here.');
  });
});

describe('language', () => {
  it('is the agent’s choice, else Indonesian for an Indonesian system, else English', () => {
    expect(resolveLanguage('system', 'id-ID')).toBe('id');
    expect(resolveLanguage('system', 'in')).toBe('id');
    expect(resolveLanguage('system', 'de-DE')).toBe('en');
    expect(resolveLanguage('system', null)).toBe('en');
    expect(resolveLanguage('en', 'id-ID')).toBe('en');
  });
});
