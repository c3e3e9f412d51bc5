import type { Demo } from '#demo/create-demo.ts';
import { setOpen } from '#demo/domain/conversations.ts';
import type { Agent } from './agent.ts';
import type { Chance } from './chance.ts';
import type { Departures } from './departures.ts';
import type { Fate } from './fate.ts';
import { faultsOf, type ServerNature } from './fault-plan.ts';
import { accountOfMirror } from './inbound-account.ts';
import type { Ledger } from './ledger.ts';
import { accountOfSends } from './outbound-account.ts';
import type { SimulatedDesk } from './simulated-desk.ts';
import type { SmallConversation } from './small-world.ts';
import type { Watcher } from './watcher.ts';

export interface EndingNeeds {
  readonly demo: Demo;
  readonly desk: SimulatedDesk;
  readonly fate: Fate;
  readonly agent: Agent;
  readonly watcher: Watcher;
  readonly departures: Departures;
  readonly nature: ServerNature;
  readonly ledger: Ledger;
  readonly chance: Chance;
  readonly conversations: readonly SmallConversation[];
  /** Lets so many milliseconds pass. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

const QUIET_ROUNDS = 80;

/** Not faults of the program, but what it says of damage that the run has done to its files. */
const TOLD_OF_DAMAGE = new Set(['mirror set aside, it is fetched again', 'local database replaced']);

/** The end of a run: quiet, and then the account of all that was asked for. */
export class Ending {
  readonly #needs: EndingNeeds;

  constructor(needs: EndingNeeds) {
    this.#needs = needs;
  }

  /** Nothing goes wrong any more; the agent answers what is asked, until nothing waits. */
  async quiet(): Promise<string[]> {
    const { demo, desk, fate, nature, conversations, pass } = this.#needs;
    await fate.calm();
    for (const fault of faultsOf(nature)) demo.faults.add(fault);
    for (const { id } of conversations) setOpen(demo.world, id, true);
    await fate.signInAgain();
    for (let round = 0; round < QUIET_ROUNDS; round += 1) {
      await pass(30_000);
      if (!(await this.#answerQuestions())) return [];
    }
    const waiting = desk.engine.local.outbox.toDo().map((row) => `${row.kind} ${row.state} ${row.error?.code ?? ''}`);
    return [`the outbox does not end: ${waiting.join(', ')}`];
  }

  /** True while anything waits. */
  async #answerQuestions(): Promise<boolean> {
    const { demo, desk, nature, ledger, chance } = this.#needs;
    const rows = desk.engine.local.outbox.active();
    for (const { clientId: clientMessageId } of rows) {
      // What was decided about one may have changed the next.
      const row = desk.engine.local.outbox.get(clientMessageId);
      const composed = ledger.find(clientMessageId);
      const act = (action: 'retry' | 'send-anyway' | 'discard' | 'mark-sent') =>
        desk.call('outbox.act', { clientMessageId, action });
      if (row.kind !== 'message' && row.kind !== 'create-conversation') {
        // What was asked of a message that is gone, or of a server that does not know it: the agent lets it go.
        if (row.state === 'failed') await act('discard');
        continue;
      }
      if (row.state === 'held') {
        const drop = chance.of(0.2);
        if (composed !== undefined && drop) composed.discarded = true;
        await act(drop ? 'discard' : 'send-anyway');
      } else if (row.state === 'failed') {
        await act('retry');
      } else if (row.state === 'unconfirmed') {
        // The agent looks at the thread: is it there or not?
        const { missing } = accountOfSends(demo, ledger, nature.echoes);
        await act(missing.has(clientMessageId) ? 'send-anyway' : 'mark-sent');
      }
    }
    return rows.length > 0;
  }

  async judge(): Promise<{ problems: string[]; undecidable: number }> {
    const { demo, desk, agent, nature, ledger, watcher, departures, pass } = this.#needs;
    // Every conversation is opened once: what has no feed of its own is read again then.
    const all = demo.world.store.all<{ id: number }>('SELECT id FROM conversations ORDER BY id');
    for (const { id } of all) {
      await agent.show(String(id));
      await pass(8_000);
    }
    await agent.show(null);
    await pass(150_000);
    const problems: string[] = [];
    const sends = accountOfSends(demo, ledger, nature.echoes);
    problems.push(...sends.problems);
    if (nature.echoes && ledger.composed.some((one) => one.asked)) {
      problems.push('a question although the server echoes ids');
    }
    if (nature.echoes && sends.undecidable > 0) problems.push('taken for another although the server echoes ids');
    problems.push(...watcher.problems, ...departures.problems);
    problems.push(...(await accountOfMirror(demo, desk, nature)));
    for (const [conversationId, texts] of ledger.drafts) {
      const lines = (await desk.call('draft.get', { conversationId }))?.text.split('\n') ?? [];
      for (const text of texts) if (!lines.includes(text)) problems.push(`draft "${text}" is lost`);
    }
    for (const entry of desk.logs) {
      if (entry.level !== 'error' || TOLD_OF_DAMAGE.has(entry.event)) continue;
      problems.push(`logged: ${entry.event} ${JSON.stringify(entry.details ?? {})}`);
    }
    return { problems, undecidable: sends.undecidable };
  }
}
