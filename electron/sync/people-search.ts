import type { Person } from '#shared/domain/message.ts';
import { ApiFailure } from './api/failure.ts';
import type { ChatApi } from './api/types.ts';
import type { Clock, Timers } from './ports.ts';
import { ServerFacts } from './outbox/server-facts.ts';
import type { LocalStore } from './store/local/local-store.ts';
import type { Mirror } from './store/mirror/mirror.ts';
import type { Views } from './views/views.ts';

/** Who types does not wait for a slow server: what the mirror knows is there anyway. */
const CONTACTS_WAIT_MS = 1_500;
/** One letter would ask for everybody. */
const CONTACTS_FROM_LETTERS = 2;

export interface PeopleSearchNeeds {
  readonly api: Pick<ChatApi, 'contacts'>;
  readonly mirror: Mirror;
  readonly local: LocalStore;
  readonly views: Views;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly extensions: Readonly<Record<string, boolean | 'probe'>>;
  readonly online: () => boolean;
  readonly extensionsChanged: () => void;
}

/** Whom a conversation can be begun with: people of mirrored conversations, and the server's contacts where it has them (docs/api.md section 11). */
export class PeopleSearch {
  readonly #needs: PeopleSearchNeeds;
  readonly #facts: ServerFacts;

  constructor(needs: PeopleSearchNeeds) {
    this.#needs = needs;
    this.#facts = new ServerFacts(needs.local, needs.clock, needs.extensions);
  }

  async find(text: string, limit: number): Promise<Person[]> {
    const wanted = text.trim();
    const asks =
      wanted.length >= CONTACTS_FROM_LETTERS &&
      this.#needs.online() &&
      this.#facts.extension('contacts') !== 'unavailable';
    if (asks) await this.#learn(wanted);
    return this.#known(wanted, limit);
  }

  /** Whom the server names is remembered, so that a name stands beside the number also later and offline. */
  async #learn(text: string): Promise<void> {
    const { api, mirror, timers } = this.#needs;
    const late = new AbortController();
    const timer = timers.setTimeout(() => {
      late.abort();
    }, CONTACTS_WAIT_MS);
    try {
      const answer = await api.contacts(text, { signal: late.signal });
      mirror.learnPeople(answer.value.items);
      this.#learnExtension(true);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (error.kind === 'unavailable-route') this.#learnExtension(false);
    } finally {
      timers.clearTimeout(timer);
    }
  }

  #learnExtension(there: boolean): void {
    const news = this.#needs.local.write(() => this.#facts.learnExtension('contacts', there));
    if (news) this.#needs.extensionsChanged();
  }

  #known(text: string, limit: number): Person[] {
    const { mirror, views } = this.#needs;
    return mirror.conversations
      .searchPeople(text, limit + 1)
      .filter((person) => person.id !== mirror.me)
      .slice(0, limit)
      .map((person) => views.person(person));
  }
}
