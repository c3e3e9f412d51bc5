import type { Page } from '@playwright/test';
import { en } from '#renderer/i18n/en.ts';
import { API_ERROR_CODES, type ApiErrorCode } from '#shared/errors.ts';
import { expect, test } from './support/desk-test.ts';
import { RefusingServer } from './support/refusing-server.ts';

/** Each error code of the API document has a behaviour and words of its own, and costs no message (docs/api.md section 9). */

interface Expected {
  readonly status: number;
  /** The state word at the end of the message's name. */
  readonly state: 'Not sent' | 'Waiting';
  /** Of the reason under the message. */
  readonly words: RegExp;
  /** The composer gives way to the reason. */
  readonly locks: boolean;
}

const beginning = (key: keyof typeof en): RegExp => {
  const [sentence = ''] = en[key].split(/[.{]/);
  return new RegExp(sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'i');
};

const SENDING: Readonly<Record<Exclude<ApiErrorCode, 'INVALID_PARTICIPANT'>, Expected>> = {
  CONVERSATION_NOT_FOUND: {
    status: 404,
    state: 'Not sent',
    words: beginning('thread.fail.notFound'),
    locks: true,
  },
  UNAUTHORIZED_CONVERSATION: {
    status: 403,
    state: 'Not sent',
    words: beginning('thread.fail.noAccess'),
    locks: true,
  },
  INVALID_MESSAGE_TYPE: {
    status: 422,
    state: 'Not sent',
    words: beginning('thread.fail.messageType'),
    locks: false,
  },
  ATTACHMENT_TOO_LARGE: {
    status: 413,
    state: 'Not sent',
    words: /over the .*limit; kept here/i,
    locks: false,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    state: 'Not sent',
    words: beginning('thread.fail.fileType'),
    locks: false,
  },
  MESSAGE_TOO_LONG: { status: 422, state: 'Not sent', words: beginning('thread.fail.tooLong'), locks: false },
  CONVERSATION_CLOSED: { status: 403, state: 'Not sent', words: beginning('thread.fail.closed'), locks: true },
  RATE_LIMIT_EXCEEDED: { status: 429, state: 'Waiting', words: /so many a minute|tried again/i, locks: false },
};

const options = (page: Page) => page.getByRole('listbox', { name: 'Conversations' }).getByRole('option');

test('every error code of the API has its own words, and the message is kept', async ({ page, demo, startHostOf }) => {
  test.setTimeout(240_000);
  const server = await RefusingServer.start(demo.address);
  try {
    const host = await startHostOf(0, server.address);
    await page.goto(host.address);
    await expect(options(page).first()).toBeVisible();
    await expect(page.getByRole('status', { name: 'Sync' })).toContainText('Up to date');

    // All history is here: a reading that begins after a refusal, and is answered, would say that the conversation is there after all.
    await expect(page.getByRole('status', { name: 'Sync' })).toContainText('on this computer', { timeout: 90_000 });

    const codes = API_ERROR_CODES.filter((code) => code !== 'INVALID_PARTICIPANT');
    const titles = [
      'Siti Rahma',
      'Andi Prasetyo',
      'Maya Anggraini',
      'Nurul Hidayah',
      'Putri Ayuningtyas',
      'Ahmad Fauzi',
      'Dimas & Rina',
      'Sepatu Lari Ringan',
    ];
    const seen = new Map<string, string>();
    for (const [index, code] of codes.entries()) {
      const { status, state, words, locks } = SENDING[code];
      server.refusal = {
        method: 'POST',
        path: '/v1/chat/messages',
        status,
        errorCode: code,
        ...(status === 429 ? { headers: { 'Retry-After': '30' } } : {}),
      };
      await options(page)
        .filter({ hasText: titles[index] ?? '' })
        .first()
        .click();
      const text = `Pesan ke-${index} yang ditolak`;
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      const article = page.getByRole('log', { name: 'Messages' }).getByRole('article').filter({ hasText: text });
      await expect(article, code).toHaveAccessibleName(new RegExp(`${state}$`));
      await expect(article, code).toContainText(words);
      if (state === 'Not sent') {
        await expect(article.getByRole('button', { name: 'Discard' })).toBeVisible();
        const reason = ((await article.innerText()).split('Not sent')[1] ?? '').trim();
        expect(seen.get(reason), `${code} has the words of another`).toBeUndefined();
        seen.set(reason, code);
      }
      if (locks) await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveCount(0);
    }
    expect(server.refused).toBeGreaterThanOrEqual(codes.length);
  } finally {
    await server.stop();
  }
});
