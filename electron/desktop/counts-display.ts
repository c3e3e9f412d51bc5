import type { ConnectionState } from '#shared/domain/sync-status.ts';
import type { EngineLife } from '#shared/contract/host.ts';
import { unreachable } from '#shared/errors.ts';
import type { Words } from './words.ts';

/** What tray, badge, taskbar and title say; all of it from the one count and the one state, so that they can't differ. */

export interface DisplayFacts {
  readonly unread: number;
  readonly waiting: number;
  readonly connection: ConnectionState;
  readonly life: EngineLife;
}

export interface Display {
  readonly badge: number;
  /** For the taskbar's overlay: '1' to '9', '9+', or nothing. */
  readonly overlay: string | null;
  readonly tooltip: string;
  /** The first lines of the tray's menu. */
  readonly lines: readonly string[];
  readonly trayImage: 'plain' | 'unread' | 'offline';
}

export const PRODUCT = 'Zukses Desk';

export function displayOf(facts: DisplayFacts, words: Words): Display {
  const state = stateWord(facts, words);
  const troubled = facts.life !== 'running' || (facts.connection !== 'online' && facts.connection !== 'starting');
  const lines = [
    facts.waiting > 0 ? `${state} · ${words.waiting(facts.waiting)}` : state,
    ...(facts.unread > 0 ? [words.unread(facts.unread)] : []),
  ];
  return {
    badge: facts.unread,
    overlay: facts.unread === 0 ? null : facts.unread > 9 ? '9+' : String(facts.unread),
    tooltip: [PRODUCT, ...lines.toReversed()].join(' · '),
    lines,
    trayImage: troubled ? 'offline' : facts.unread > 0 ? 'unread' : 'plain',
  };
}

function stateWord({ life, connection }: DisplayFacts, words: Words): string {
  switch (life) {
    case 'starting':
      return words.connection.starting;
    case 'restarting':
      return words.connection.restarting;
    case 'failed':
      return words.connection.failed;
    case 'running':
      return connectionWord(connection, words);
    default:
      return unreachable(life);
  }
}

function connectionWord(connection: ConnectionState, words: Words): string {
  switch (connection) {
    case 'online':
      return words.connection.online;
    case 'offline':
      return words.connection.offline;
    case 'captive-portal':
      return words.connection.captivePortal;
    case 'server-down':
      return words.connection.serverDown;
    case 'signed-out':
      return words.connection.signedOut;
    case 'starting':
      return words.connection.starting;
    default:
      return unreachable(connection);
  }
}

/** The window's title: the count, where the agent is, the program. What the page says of counts itself is left out. */
export function windowTitle(page: string, unread: number): string {
  const place = page
    .replace(/^\(\d+\+?\)\s*/, '')
    .replace(new RegExp(`\\s*[·–—|-]?\\s*${PRODUCT}$`), '')
    .trim();
  const count = unread === 0 ? '' : `(${unread > 99 ? '99+' : unread}) `;
  return `${count}${place === '' ? PRODUCT : `${place} – ${PRODUCT}`}`;
}
