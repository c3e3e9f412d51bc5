import type { Extension, Extensions, ExtensionState } from '#shared/domain/account.ts';
import type { NotKept } from '#shared/domain/message.ts';
import type { Clock } from '../ports.ts';
import type { LocalStore } from '../store/local/local-store.ts';

/** What was found missing is tried again after a day (docs/api.md section 11.2). */
const PROBE_AGAIN_MS = 24 * 60 * 60_000;

const EXTENSIONS: readonly Extension[] = ['read', 'reactions', 'edit', 'delete', 'report', 'update', 'contacts'];

/** What has been learnt about this server's ways with what is sent to it (docs/api.md section 12.11). Writes belong into a `write` of the store. */
export class ServerFacts {
  readonly #store: LocalStore;
  readonly #clock: Clock;
  readonly #profile: Readonly<Record<string, boolean | 'probe'>>;

  constructor(store: LocalStore, clock: Clock, profile: Readonly<Record<string, boolean | 'probe'>>) {
    this.#store = store;
    this.#clock = clock;
    this.#profile = profile;
  }

  /** Whether it gives `metadata.client_message_id` back; null: not learnt yet. */
  get keepsIds(): boolean | null {
    return this.#flag('keeps.ids');
  }

  get keepsConversationIds(): boolean | null {
    return this.#flag('keeps.conversation-ids');
  }

  keeps(part: NotKept): boolean | null {
    return this.#flag(`keeps.${part}`);
  }

  /** `list`: the message was read again; `answer`: only the answer has said so, which need not show all that was kept. */
  learnIds(kept: boolean, from: 'answer' | 'list'): void {
    if (!kept && from === 'answer' && this.keepsIds !== null) return;
    this.#learn('keeps.ids', kept);
  }

  learnConversationIds(kept: boolean): void {
    this.#learn('keeps.conversation-ids', kept);
  }

  learnKept(part: NotKept, kept: boolean): void {
    this.#learn(`keeps.${part}`, kept);
  }

  /** Whether a new conversation's `initial_message` becomes a message. */
  get takesInitialMessage(): boolean {
    return this.#flag('takes.initial-message') !== false;
  }

  learnInitialMessage(taken: boolean): void {
    this.#learn('takes.initial-message', taken);
  }

  get bareFileFields(): boolean {
    return this.#flag('bare-file-fields') === true;
  }

  learnBareFileFields(): void {
    this.#learn('bare-file-fields', true);
  }

  /** Whether its upload limit counts files rather than requests (docs/api.md section 10.2); asked again after a day. */
  get countsFiles(): boolean {
    return this.#recently('counts.files');
  }

  learnCountsFiles(): void {
    this.#store.values.set('server', 'counts.files', true, this.#clock.now());
  }

  /** Whether it has lately refused messages of this type (docs/api.md section 9.3). */
  refusesType(contentType: string): boolean {
    return this.#recently(`refuses.type.${contentType}`);
  }

  learnRefusedType(contentType: string): void {
    this.#store.values.set('server', `refuses.type.${contentType}`, true, this.#clock.now());
  }

  extension(name: Extension): ExtensionState {
    const known = this.#store.values.get('server', `extension.${name}`);
    if (known?.value === true) return 'available';
    const profile = this.#profile[name] ?? 'probe';
    if (profile === false) return 'unavailable';
    if (known?.value === false && this.#isFresh(known.at)) return 'unavailable';
    return profile === true ? 'available' : 'unknown';
  }

  extensions(): Extensions {
    return Object.fromEntries(EXTENSIONS.map((name) => [name, this.extension(name)])) as Record<
      Extension,
      ExtensionState
    >;
  }

  /** Returns whether this is news. */
  learnExtension(name: Extension, there: boolean): boolean {
    const before = this.extension(name);
    if (there && before === 'available') return false;
    this.#store.values.set('server', `extension.${name}`, there, this.#clock.now());
    return this.extension(name) !== before;
  }

  #recently(key: string): boolean {
    const known = this.#store.values.get('server', key);
    return known?.value === true && this.#isFresh(known.at);
  }

  #isFresh(at: number): boolean {
    const age = this.#clock.now() - at;
    return age >= 0 && age < PROBE_AGAIN_MS;
  }

  #flag(key: string): boolean | null {
    const value = this.#store.values.get('server', key)?.value;
    return typeof value === 'boolean' ? value : null;
  }

  #learn(key: string, value: boolean): void {
    if (this.#flag(key) !== value) this.#store.values.set('server', key, value, this.#clock.now());
  }
}
