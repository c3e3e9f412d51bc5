/**
 * Whether a message is told to the agent outside the window, and how: one table, read from the top; the first row that applies decides.
 * `docs/notifications.md` shows the same rows, and a test holds the two together.
 */

export interface NotificationFacts {
  /** This message was decided about before: by this window or another, before a restart or after. */
  readonly decidedBefore: boolean;
  /** The agent has notifications on. */
  readonly switchedOn: boolean;
  /** The system can show them. */
  readonly supported: boolean;
  /** What the mirror says of the conversation now; null when it can't be asked, and the engine's request is trusted. */
  readonly conversation: {
    readonly left: boolean;
    readonly blocked: boolean;
    readonly muted: boolean;
    readonly unread: number;
  } | null;
  readonly visible: boolean;
  readonly focused: boolean;
  /** Somebody used this computer lately, and it is not locked. */
  readonly agentActive: boolean;
  /** After a start, a sleep or a long absence of the network, until the engine is up to date. */
  readonly catchingUp: boolean;
  /** Many came in these seconds. */
  readonly burst: boolean;
}

export type Verdict = 'silent' | 'summary' | 'show';

export const NOTIFICATION_RULES = [
  { name: 'told before', verdict: 'silent', when: (facts) => facts.decidedBefore },
  { name: 'switched off', verdict: 'silent', when: (facts) => !facts.switchedOn },
  { name: 'not supported', verdict: 'silent', when: (facts) => !facts.supported },
  { name: 'left', verdict: 'silent', when: (facts) => facts.conversation?.left === true },
  { name: 'blocked', verdict: 'silent', when: (facts) => facts.conversation?.blocked === true },
  { name: 'muted', verdict: 'silent', when: (facts) => facts.conversation?.muted === true },
  { name: 'read', verdict: 'silent', when: (facts) => facts.conversation?.unread === 0 },
  {
    name: 'on screen',
    verdict: 'silent',
    when: (facts) => facts.visible && facts.focused && facts.agentActive,
  },
  { name: 'catching up', verdict: 'summary', when: (facts) => facts.catchingUp },
  { name: 'burst', verdict: 'summary', when: (facts) => facts.burst },
  { name: 'new', verdict: 'show', when: () => true },
] as const satisfies readonly {
  readonly name: string;
  readonly verdict: Verdict;
  when(facts: NotificationFacts): boolean;
}[];

export type RuleName = (typeof NOTIFICATION_RULES)[number]['name'];

export function decide(facts: NotificationFacts): { readonly rule: RuleName; readonly verdict: Verdict } {
  const rule = NOTIFICATION_RULES.find(({ when }) => when(facts));
  if (rule === undefined) throw new Error('The last rule applies always');
  return { rule: rule.name, verdict: rule.verdict };
}
