import type { Formats } from '#renderer/i18n/formats.ts';
import type { Words } from '#renderer/i18n/words.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { CONTENT_COUNTER_FROM, CONTENT_MAX_CHARACTERS } from '#shared/limits.ts';
import type { ComposerState } from '../state/composer-state.ts';
import { sizeOf } from './content.ts';

export interface Note {
  readonly text: string;
  /** All is well: a sign says so where there is no room for words. */
  readonly well: boolean;
  readonly warning: boolean;
}

/** The line left of Send: the one thing about what is written that matters most now, and is true. */
export function noteOf({
  state,
  status,
  held,
  words,
  formats,
}: {
  readonly state: ComposerState;
  readonly status: SyncStatus | null;
  readonly held: boolean;
  readonly words: Words;
  readonly formats: Formats;
}): Note {
  const plain = (text: string): Note => ({ text, warning: false, well: false });
  const limit = state.limit?.known === true ? state.limit.characters : CONTENT_MAX_CHARACTERS;
  const from = Math.min(CONTENT_COUNTER_FROM, limit);
  if (state.text.length >= from) {
    const { characters } = sizeOf(state.text);
    if (characters >= from) {
      return {
        text: words('composer.note.counter', { count: formats.number(characters), limit: formats.number(limit) }),
        warning: true,
        well: false,
      };
    }
  }
  if (state.editing !== null) return plain(words('composer.note.editKeys'));
  const copying = state.files.some((file) => file.progress !== null);
  if (state.sending) return plain(words(copying ? 'composer.note.copying' : 'composer.note.sending'));
  if (state.saving === 'failed') return { text: words('composer.note.notSaved'), warning: true, well: false };
  if (held) return plain(words('composer.note.held'));
  const connection = status?.connection;
  switch (connection) {
    case 'offline':
    case 'captive-portal':
      return plain(words('composer.note.offline'));
    case 'server-down':
      return plain(words('composer.note.server'));
    case 'signed-out':
      return plain(words('composer.note.signedOut'));
    case 'online':
    case 'starting':
    case undefined:
      break;
    default:
      return connection satisfies never;
  }
  const written = state.text !== '' || state.files.length > 0;
  if (written && state.savedAt !== null) {
    return { text: words('composer.note.saved', { time: formats.time(state.savedAt) }), warning: false, well: true };
  }
  return plain('');
}
