import type { ConversationMarks } from '../store/local/rows.ts';
import type { ConversationRecord, MessageRecord, Voice } from '../store/mirror/records.ts';
import type { ConversationFacts } from './conversation-view.ts';
import { draftPreview } from './draft-view.ts';
import { isTakenBack, laidOver } from './message-view.ts';
import { People, type Me } from './people.ts';
import type { LocalReader, MirrorReader, PendingAction, Waiting } from './readers.ts';

/** How far back the last word of our side is looked for; a customer who wrote more than this in a row waits since the oldest of them. */
const RECENT = 30;
/** Mostly enough to know whose the last word is. */
const A_FEW = 4;

const NOTHING_WAITS: Waiting = { unsent: [], actions: [] };

export interface FactsSources {
  readonly mirror: MirrorReader;
  readonly local: LocalReader;
  readonly me: Me;
}

/** What the rows of these conversations are made of, in no order: one statement a table, however many are asked for. */
export function conversationFacts(sources: FactsSources, ids: readonly number[]): ConversationFacts[] {
  const { mirror, local, me } = sources;
  if (ids.length === 0) return [];
  const conversations = mirror.conversations(ids);
  const participantsOf = mirror.participantsOf(ids);
  const newestOf = newestMessages(mirror, conversations);
  const names = ids.map(String);
  const waitingIn = local.waiting(names);
  const draftsOf = local.store.drafts.ofConversations(names);
  const marksOf = local.store.marks.ofConversations(ids);
  const known = conversations.map((conversation) => {
    const { id } = conversation;
    const participants = participantsOf.get(id) ?? [];
    const { unsent, actions } = waitingIn.get(String(id)) ?? NOTHING_WAITS;
    const newest = newestOf.get(id);
    return {
      conversation,
      participants,
      people: new People(me, participants, (userId) => mirror.person(userId)),
      me,
      newest: newest === undefined ? null : laidOver(newest, actions),
      unread: unreadOf(mirror, conversation, marksOf.get(id) ?? null),
      outbox: unsent,
      actions,
      draft: draftPreview(draftsOf.get(String(id)) ?? []),
    };
  });
  const recent = recentVoices(mirror, known);
  const hasLastWord = ({ newest }: { readonly newest: MessageRecord | null }): boolean =>
    newest?.senderUserId === me.userId;
  const wroteIn = mirror.wroteIn(known.filter((one) => !hasLastWord(one)).map((one) => one.conversation.id));
  return known.map((one) => ({
    ...one,
    recent: recent.get(one.conversation.id) ?? [],
    wroteIn: hasLastWord(one) || wroteIn.has(one.conversation.id),
  }));
}

function newestMessages(
  mirror: MirrorReader,
  conversations: readonly ConversationRecord[],
): ReadonlyMap<number, MessageRecord> {
  const places = conversations.flatMap(({ id, newestId }) =>
    newestId === null ? [] : [{ conversationId: id, id: newestId }],
  );
  return new Map(mirror.atPlaces(places).map((message) => [message.conversationId, message]));
}

/** The server's count corrected by what was read here and has come since; marked unread by hand counts as one at least. */
function unreadOf(mirror: MirrorReader, conversation: ConversationRecord, marks: ConversationMarks | null): number {
  const unread = mirror.unread(conversation, marks?.readMessageId ?? 0);
  return marks?.markedUnreadAt == null ? unread : Math.max(1, unread);
}

interface LastWords {
  readonly conversation: ConversationRecord;
  readonly newest: MessageRecord | null;
  readonly people: People;
  readonly actions: readonly PendingAction[];
}

/** By conversation, newest first, no further than needed to know whose the last word is. */
function recentVoices(
  mirror: MirrorReader,
  conversations: readonly LastWords[],
): ReadonlyMap<number, readonly Voice[]> {
  const recent = new Map<number, readonly Voice[]>();
  let open: LastWords[] = [];
  for (const one of conversations) {
    if (one.newest === null) continue;
    if (isOurs(one.newest, one.people)) recent.set(one.conversation.id, [one.newest]);
    else open.push(one);
  }
  for (const limit of [A_FEW, RECENT]) {
    if (open.length === 0) break;
    const voices = mirror.voices(
      open.map(({ conversation }) => conversation.id),
      limit,
    );
    open = open.filter(({ conversation: { id }, people, actions }) => {
      const those = voices.get(id) ?? [];
      const laid =
        actions.length === 0
          ? those
          : those.map((voice) => ({ ...voice, deleted: voice.deleted || isTakenBack(voice.id, actions) }));
      recent.set(id, laid);
      return laid.length === limit && !laid.some((voice) => isOurs(voice, people));
    });
  }
  return recent;
}

/** Whether it is a word of our side that still stands: what came before it waits for nothing any more. */
function isOurs(voice: Voice, people: People): boolean {
  if (voice.deleted || voice.contentType === 'system') return false;
  const role = people.role(voice);
  return role !== 'customer' && role !== 'system';
}
