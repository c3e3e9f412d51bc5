import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decide, NOTIFICATION_RULES, type NotificationFacts, type RuleName } from './notification-rules.ts';

const conversation = { left: false, blocked: false, muted: false, unread: 3 };

const plain: NotificationFacts = {
  decidedBefore: false,
  switchedOn: true,
  supported: true,
  conversation,
  visible: false,
  focused: false,
  agentActive: true,
  catchingUp: false,
  burst: false,
};

const rows: readonly (readonly [RuleName, Partial<NotificationFacts>])[] = [
  ['told before', { decidedBefore: true }],
  ['switched off', { switchedOn: false }],
  ['not supported', { supported: false }],
  ['left', { conversation: { ...conversation, left: true } }],
  ['blocked', { conversation: { ...conversation, blocked: true } }],
  ['muted', { conversation: { ...conversation, muted: true } }],
  ['read', { conversation: { ...conversation, unread: 0 } }],
  ['on screen', { visible: true, focused: true, agentActive: true }],
  ['catching up', { catchingUp: true }],
  ['burst', { burst: true }],
  ['new', {}],
];

describe('the decision table', () => {
  it.each(rows)('%s', (rule, facts) => {
    const expected = NOTIFICATION_RULES.find(({ name }) => name === rule)?.verdict;
    expect(decide({ ...plain, ...facts })).toEqual({ rule, verdict: expected });
  });

  it('has a test for each row, in the order of the rows', () => {
    expect(rows.map(([rule]) => rule)).toEqual(NOTIFICATION_RULES.map(({ name }) => name));
  });

  it('lets the upper row win: with everything at once, nothing is shown twice', () => {
    for (const [index, [rule]] of rows.entries()) {
      const facts = Object.assign({}, plain, ...rows.slice(index).map(([, row]) => row)) as NotificationFacts;
      // Rows about the conversation share one field; merge them instead of letting the last win.
      const merged = rows.slice(index).reduce<NotificationFacts['conversation']>((whole, [, row]) => {
        if (row.conversation === undefined || row.conversation === null || whole === null) return whole;
        return {
          left: whole.left || row.conversation.left,
          blocked: whole.blocked || row.conversation.blocked,
          muted: whole.muted || row.conversation.muted,
          unread: Math.min(whole.unread, row.conversation.unread),
        };
      }, conversation);
      expect(decide({ ...facts, conversation: merged }).rule).toBe(rule);
    }
  });

  it('needs all three for "on screen"', () => {
    for (const missing of ['visible', 'focused', 'agentActive'] as const) {
      const facts = { ...plain, visible: true, focused: true, agentActive: true, [missing]: false };
      expect(decide(facts).verdict).toBe('show');
    }
  });

  it('trusts the engine where the conversation can not be asked', () => {
    expect(decide({ ...plain, conversation: null }).verdict).toBe('show');
  });

  it('is the table of docs/notifications.md', () => {
    const page = readFileSync(new URL('../../docs/notifications.md', import.meta.url), 'utf8');
    const documented = page
      .split('\n')
      .map((line) => /^\| \d+ \| ([^|]+) \| [^|]+ \| (silent|summary|show) \|/.exec(line))
      .filter((match) => match !== null)
      .map((match) => [match[1]?.trim(), match[2]]);
    expect(documented).toEqual(NOTIFICATION_RULES.map(({ name, verdict }) => [name, verdict]));
  });
});
