import type { SeenCard } from '#shared/contract/engine.ts';
import type { ConversationType } from '#shared/domain/conversation.ts';
import type { Person } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';

/** What is asked for in the form. */
export interface ConversationRequest {
  readonly title: string;
  /** The agent has typed a title: it is suggested no longer. */
  readonly titleTyped: boolean;
  readonly type: ConversationType;
  readonly people: readonly Person[];
  /** The order or product it is about. */
  readonly about: SeenCard | null;
  /** Metadata that came with a conversation that is being changed, where no other card was chosen. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export const EMPTY_REQUEST: ConversationRequest = {
  title: '',
  titleTyped: false,
  type: 'private',
  people: [],
  about: null,
  metadata: {},
};

export const TITLE_MAX_CHARACTERS = 255;

export type FieldProblem =
  'title-empty' | 'title-long' | 'people-empty' | 'people-many' | 'person-refused' | { readonly said: string };

/** By field; by person for those whom the server did not take. */
export interface Problems {
  readonly title?: FieldProblem;
  readonly type?: FieldProblem;
  readonly people?: FieldProblem;
  readonly about?: FieldProblem;
  readonly refused: ReadonlySet<number>;
}

export const NO_PROBLEMS: Problems = { refused: new Set() };

/** What can be known without asking the server (docs/api.md section 6.1). */
export function check(request: Pick<ConversationRequest, 'title' | 'type' | 'people'>): Problems {
  const title = request.title.trim();
  return {
    ...(title === '' ? { title: 'title-empty' as const } : {}),
    ...(title.length > TITLE_MAX_CHARACTERS ? { title: 'title-long' as const } : {}),
    ...(request.people.length === 0 ? { people: 'people-empty' as const } : {}),
    ...(request.type === 'private' && request.people.length > 1 ? { people: 'people-many' as const } : {}),
    refused: new Set(),
  };
}

export function isFine({ title, type, people, about, refused }: Problems): boolean {
  return title === undefined && type === undefined && people === undefined && about === undefined && refused.size === 0;
}

/** What the server found wrong, field by field and person by person (docs/api.md section 6.3). */
export function problemsOf(error: ErrorInfo, people: readonly Person[]): Problems {
  const fields: Readonly<Record<string, unknown>> = isRecord(error.details['fields']) ? error.details['fields'] : {};
  const refused = new Set<number>();
  const found: { -readonly [Key in keyof Omit<Problems, 'refused'>]: Problems[Key] } = {};
  for (const [field, words] of Object.entries(fields)) {
    const index = /^participant_ids[.[](\d+)/.exec(field)?.[1];
    const userId = index === undefined ? null : (people[Number(index)]?.userId ?? null);
    if (userId !== null) refused.add(userId);
    else if (field.startsWith('participant_ids')) found.people = said(words) ?? 'person-refused';
    else if (field === 'title') found.title = said(words) ?? 'title-long';
    else if (field === 'type') withWords('type', words);
    else if (field.startsWith('metadata')) withWords('about', words);
  }
  if (refused.size > 0 || (error.code === 'INVALID_PARTICIPANT' && found.people === undefined)) {
    found.people = 'person-refused';
  }
  return { ...found, refused };

  function withWords(key: 'type' | 'about', words: unknown): void {
    const problem = said(words);
    if (problem !== null) found[key] = problem;
  }
}

function said(words: unknown): { readonly said: string } | null {
  const first: unknown = Array.isArray(words) ? words[0] : words;
  return typeof first === 'string' && first !== '' ? { said: first } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The server wants a title for every type: whom it is with, and what it is about. */
export function suggestedTitle({ people, about }: Pick<ConversationRequest, 'people' | 'about'>): string {
  const names = people.map((person) => person.name).filter((name) => name !== '');
  return [names.slice(0, 3).join(', '), about?.card.title ?? '']
    .filter((part) => part !== '')
    .join(' · ')
    .slice(0, TITLE_MAX_CHARACTERS);
}

/** What goes into the new conversation's metadata: enough to know the order or the product again. */
export function metadataOf({
  about,
  metadata,
}: Pick<ConversationRequest, 'about' | 'metadata'>): Record<string, unknown> {
  if (about === null) return { ...metadata };
  const known = about.metadata;
  const keys =
    about.contentType === 'order_card'
      ? (['order_id', 'order_number'] as const)
      : (['product_id', 'product_name', 'name'] as const);
  const chosen: Record<string, unknown> = {};
  for (const key of keys) if (known[key] !== undefined) chosen[key === 'name' ? 'product_name' : key] = known[key];
  const title = about.card.title;
  if (title !== null) chosen[about.contentType === 'order_card' ? 'order_number' : 'product_name'] = title;
  return chosen;
}
