import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { NewConversation } from '#shared/domain/conversation.ts';
import { CONVERSATION_TYPES } from '#shared/domain/conversation.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { ConversationRequest, Problems } from '../model/request.ts';
import { check, EMPTY_REQUEST, isFine, metadataOf, NO_PROBLEMS, problemsOf, suggestedTitle } from '../model/request.ts';

export interface FormState {
  readonly request: ConversationRequest;
  readonly problems: Problems;
  /** What is wrong with none of the fields. */
  readonly error: ErrorInfo | null;
  readonly sending: boolean;
  /** Grows each time something has to be put right before it can be made: the first such field takes the focus. */
  readonly stopped: number;
}

/** Not a conversation, only a name for where its first message is written. */
const NOWHERE = 'new:00000000-0000-0000-0000-000000000000';

/** The form of a new conversation. It outlives its dialog: what was typed is there when it is opened again. */
export class NewConversationForm {
  readonly store: StoreApi<FormState>;
  readonly first: ComposerStore;
  readonly #bridge: Bridge;
  /** The conversation that is being changed; null makes a new one. */
  readonly #changes: ConversationId | null;
  /** Kept over repeated tries: the same id twice makes one conversation. */
  readonly #clientConversationId = crypto.randomUUID();
  readonly #clientMessageId = crypto.randomUUID();

  constructor(bridge: Bridge, changes: { readonly id: ConversationId; readonly creation: NewConversation } | null) {
    this.#bridge = bridge;
    this.#changes = changes?.id ?? null;
    this.first = new ComposerStore(bridge, NOWHERE, { parentMessageId: null, stored: false });
    this.store = createStore<FormState>()(() => ({
      request: changes === null ? EMPTY_REQUEST : requestOf(changes.creation),
      problems:
        changes?.creation.unsent.error == null
          ? NO_PROBLEMS
          : problemsOf(changes.creation.unsent.error, changes.creation.people),
      error: null,
      sending: false,
      stopped: 0,
    }));
  }

  get changesExisting(): boolean {
    return this.#changes !== null;
  }

  change(part: Partial<ConversationRequest>): void {
    const before = this.store.getState();
    let request = { ...before.request, ...part };
    if (!request.titleTyped) request = { ...request, title: suggestedTitle(request) };
    const { title, type, people, about } = before.problems;
    const refused = new Set(
      [...before.problems.refused].filter((id) => request.people.some((person) => person.userId === id)),
    );
    // What has been changed is judged again when it is sent.
    const problems: Problems = {
      ...(title !== undefined && request.title === before.request.title ? { title } : {}),
      ...(type !== undefined && part.type === undefined ? { type } : {}),
      ...(people !== undefined && part.people === undefined && part.type === undefined ? { people } : {}),
      ...(about !== undefined && part.about === undefined ? { about } : {}),
      ...(refused.size > 0 ? { people: 'person-refused' as const } : {}),
      refused,
    };
    this.store.setState({ request, problems, error: null });
  }

  /** Its id once it waits to be created; null where something has to be put right first. */
  async send(): Promise<ConversationId | null> {
    const { request, sending } = this.store.getState();
    if (sending) return null;
    const problems = check(request);
    if (!isFine(problems)) {
      this.store.setState(({ stopped }) => ({ problems, error: null, stopped: stopped + 1 }));
      return null;
    }
    this.store.setState({ problems, error: null, sending: true });
    const answer = await this.#hand(request);
    this.store.setState({ sending: false });
    if (answer.ok) return answer.value;
    this.store.setState({ error: answer.error });
    return null;
  }

  async #hand(
    request: ConversationRequest,
  ): Promise<
    { readonly ok: true; readonly value: ConversationId } | { readonly ok: false; readonly error: ErrorInfo }
  > {
    const wanted = {
      title: request.title.trim(),
      type: request.type,
      participantIds: request.people.flatMap((person) => person.userId ?? []),
      metadata: metadataOf(request),
    };
    if (this.#changes !== null) {
      const answer = await ask(this.#bridge, 'conversation.rewrite', { conversationId: this.#changes, ...wanted });
      return answer.ok ? { ok: true, value: this.#changes } : answer;
    }
    const { text, files } = this.first.store.getState();
    const staged = files.flatMap((file) => (file.staged === null ? [] : [file.stageId]));
    const empty = text.trim() === '' && staged.length === 0;
    const answer = await ask(this.#bridge, 'conversation.create', {
      clientConversationId: this.#clientConversationId,
      ...wanted,
      firstMessage: empty ? null : { clientMessageId: this.#clientMessageId, content: text.trim(), files: staged },
    });
    return answer.ok ? { ok: true, value: answer.value.conversationId } : answer;
  }
}

function requestOf(creation: NewConversation): ConversationRequest {
  return {
    title: creation.title,
    titleTyped: true,
    type: CONVERSATION_TYPES.find((type) => type === creation.type) ?? 'private',
    people: creation.people,
    about: null,
    metadata: creation.metadata,
  };
}

const forms = new WeakMap<Bridge, Map<string, NewConversationForm>>();

function formsOf(bridge: Bridge): Map<string, NewConversationForm> {
  let of = forms.get(bridge);
  if (of === undefined) {
    of = new Map();
    forms.set(bridge, of);
  }
  return of;
}

/** The form of this account that is not finished yet. */
export function unfinishedForm(bridge: Bridge, accountId: string): NewConversationForm {
  const of = formsOf(bridge);
  let form = of.get(accountId);
  if (form === undefined) {
    form = new NewConversationForm(bridge, null);
    of.set(accountId, form);
  }
  return form;
}

export function forgetForm(bridge: Bridge, accountId: string): void {
  formsOf(bridge).delete(accountId);
}
