import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { ask } from '#renderer/thread/state/ask.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineInput } from '#shared/contract/engine.ts';
import { variablesIn } from '#shared/domain/canned-reply.ts';
import type { Draft, StagedFile } from '#shared/domain/draft.ts';
import type { ConversationId, MessageRow } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { DRAFT_MAX_CHARACTERS } from '#shared/limits.ts';
import type { ServerLimit } from '../model/content.ts';
import { restOf, textAbove } from '../model/merge-text.ts';
import type { PictureChoice } from '../pictures/prepare-picture.ts';
import { AttachedFiles } from './attached-files.ts';
import { filesOf } from './composer-state.ts';
import type { ComposerState, Editing, Refusal } from './composer-state.ts';
import { engineBack } from './engine-back.ts';
import { stash, stashed } from './stash.ts';

/** A change is in the engine's hands within a second. */
const SAVE_AFTER_MS = 500;
const SAVE_AGAIN_MS = 2_000;

type Parked = Pick<ComposerState, 'text' | 'files' | 'replyTo' | 'card'>;

export interface ComposerOptions {
  /** The message whose reply thread this is. */
  readonly parentMessageId: number | null;
  /** False where there is nothing yet that a draft could be stored under. */
  readonly stored?: boolean;
  /** Whose desk it is, as far as that is known. */
  readonly accountId?: () => string | null;
}

/**
 * What the agent writes in one conversation. The text lives here and in the engine, never only in a text box: it survives leaving the conversation,
 * a restart of the engine and a reload. It is emptied only when the engine has said that it has the message.
 */
export class ComposerStore {
  readonly store: StoreApi<ComposerState>;
  /** A composer with the focus is never overwritten from outside. */
  focused = false;
  selection = { start: 0, end: 0 };
  #id: ConversationId;
  readonly #bridge: Bridge;
  readonly #attached: AttachedFiles;
  /** The message whose reply thread this is. */
  readonly #parent: number | null;
  /** False where there is nothing yet that a draft could be stored under. */
  readonly #stored: boolean;
  readonly #accountId: () => string | null;
  #version = 0;
  /** The text that the engine has by its own word, and the one that is on its way to it: what comes above one of them was put back there. */
  #known = '';
  #handed: string | null = null;
  /** Versions that this window saved: their events tell it nothing new. */
  readonly #own = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underSave: Promise<void> | null = null;
  /** What was stored elsewhere while the focus was here and nothing was written; undefined where nothing was. */
  #heldBack: Draft | null | undefined;
  #left = false;
  #parked: Parked | null = null;
  #pending: EngineInput<'message.send'> | null = null;
  #loading: Promise<void> | null = null;
  #focusWanted = false;

  constructor(
    bridge: Bridge,
    conversationId: ConversationId,
    { parentMessageId, stored = true, accountId = () => null }: ComposerOptions,
  ) {
    this.#bridge = bridge;
    this.#id = conversationId;
    this.#parent = parentMessageId;
    this.#stored = stored;
    this.#accountId = accountId;
    this.store = createStore<ComposerState>()(() => ({
      loaded: false,
      text: '',
      files: [],
      replyTo: null,
      card: null,
      editing: null,
      saving: 'clean',
      savedAt: null,
      sending: false,
      waitingForEngine: false,
      problem: null,
      refusals: [],
      limit: null,
      caret: 0,
    }));
    this.#attached = new AttachedFiles(bridge, this.store, () => this.#touched());
  }

  /** The message whose reply thread this is. */
  get parentMessageId(): number | null {
    return this.#parent;
  }

  get conversationId(): ConversationId {
    return this.#id;
  }

  becomes(conversationId: ConversationId): void {
    this.#id = conversationId;
  }

  /** Reads the stored draft once; what could not be saved before wins over it. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    if (!this.#stored) {
      this.#set({ loaded: true });
      return;
    }
    const kept = stashed(placeOf(this.#id, this.#parent), this.#accountId());
    const answer = await this.#read();
    if (!answer.ok) {
      // Asked again when the engine is back; what is typed meanwhile is newer than anything stored.
      this.#loading = null;
      if (answer.error.code === 'ENGINE_UNAVAILABLE') void engineBack(this.#bridge).then(() => this.load());
      else this.#set({ loaded: true });
      return;
    }
    const stored = answer.value;
    this.#knows(stored);
    const untouched = this.#state.saving === 'clean' && this.#state.text === '';
    if (kept?.draft && kept.draft.version > (stored?.version ?? 0) && untouched) {
      this.#set({
        text: kept.draft.text,
        replyTo: kept.draft.replyTo,
        card: kept.draft.card ?? null,
        files: stored ? filesOf(stored) : [],
      });
      this.#wantCaret(kept.draft.selectionStart, kept.draft.selectionEnd, false);
      this.#set({ loaded: true, saving: 'dirty' });
      this.#saveSoon();
    } else {
      if (stored !== null && untouched) this.#adopt(stored);
      this.#set({ loaded: true });
      if (this.#state.saving !== 'clean') this.#saveSoon();
    }
    if (kept?.pending) await this.#goOn(kept.pending);
  }

  #read(): Promise<Envelope<Draft | null>> {
    return ask(this.#bridge, 'draft.get', { conversationId: this.#id, parentMessageId: this.#parent });
  }

  setText(text: string, start: number, end: number): void {
    if (text.length > DRAFT_MAX_CHARACTERS) {
      this.#set({ problem: { kind: 'too-much', characters: text.length } });
      this.#wantCaret(this.selection.start, this.selection.end, false);
      return;
    }
    this.selection = { start, end };
    if (text === this.#state.text) return;
    this.#set({ text, problem: null });
    this.#touched();
  }

  /** At the cursor, replacing what is selected. */
  insert(text: string): void {
    const { start, end } = this.selection;
    const before = this.#state.text;
    this.setText(before.slice(0, start) + text + before.slice(end), start + text.length, start + text.length);
    this.#wantCaret(this.selection.start, this.selection.end, true);
  }

  /** The cursor belongs to the draft. */
  setSelection(start: number, end: number): void {
    const moved = start !== this.selection.start || end !== this.selection.end;
    this.selection = { start, end };
    // Where another window has written on, a cursor alone must not bring the older text back.
    if (moved && this.focused && this.#state.text !== '' && this.#heldBack === undefined) this.#touched();
  }

  setFocused(focused: boolean): void {
    this.focused = focused;
    if (focused) return;
    const missed = this.#heldBack;
    this.#heldBack = undefined;
    if (missed === undefined) void this.flush();
    else this.#follow(missed);
  }

  focus(): void {
    const { length } = this.#state.text;
    this.#wantCaret(length, length, true);
  }

  reply(row: Pick<MessageRow, 'messageId' | 'unsent'>): void {
    this.stopEditing();
    this.#set({ replyTo: { messageId: row.messageId, clientMessageId: row.unsent?.clientMessageId ?? null } });
    this.#touched();
    this.#wantCaret(this.selection.start, this.selection.end, true);
  }

  /** Puts a card beside the text, or takes it away. */
  setCard(card: Draft['card']): void {
    this.#set({ card, problem: null });
    this.#touched();
    this.#wantCaret(this.selection.start, this.selection.end, true);
  }

  stopReplying(): void {
    this.#set({ replyTo: null });
    this.#touched();
    this.#wantCaret(this.selection.start, this.selection.end, true);
  }

  /** `text`: what to go on with, where an edit of this message was not taken. */
  edit(messageId: number, content: string, text = content): void {
    if (this.#state.editing === null) {
      void this.flush();
      const { text, files, replyTo, card } = this.#state;
      this.#parked = { text, files, replyTo, card };
    }
    this.#set({
      editing: { messageId, original: content, reason: '' },
      text,
      files: [],
      replyTo: null,
      card: null,
      problem: null,
    });
    this.#wantCaret(text.length, text.length, true);
  }

  setReason(reason: string): void {
    const { editing } = this.#state;
    if (editing !== null) this.#set({ editing: { ...editing, reason } });
  }

  /** After a conflict: what stands there now is replaced all the same, or gone on with. */
  settleConflict(choice: 'mine' | 'theirs'): void {
    const { editing, problem } = this.#state;
    if (editing === null || problem?.kind !== 'edit-conflict') return;
    const { current } = problem;
    this.#set({ editing: { ...editing, original: current }, problem: null });
    if (choice === 'mine') {
      void this.send([], null);
      return;
    }
    this.#set({ text: current });
    this.#wantCaret(current.length, current.length, true);
  }

  stopEditing(): void {
    if (this.#state.editing === null) return;
    const parked = this.#parked ?? { text: '', files: [], replyTo: null, card: null };
    this.#parked = null;
    this.#set({ editing: null, problem: null, ...parked });
    if (this.#state.saving !== 'clean') this.#saveSoon();
    this.#wantCaret(parked.text.length, parked.text.length, this.focused);
  }

  dismissProblem(): void {
    this.#set({ problem: null });
  }

  dismissRefusal(refusal: Refusal): void {
    this.#set({ refusals: this.#state.refusals.filter((one) => one !== refusal) });
  }

  /** Copies that are staged already: those of a canned reply. */
  addStaged(files: readonly StagedFile[]): void {
    if (files.length === 0) return;
    this.#set({ files: [...this.#state.files, ...filesOf({ files })], problem: null });
    this.#touched();
  }

  /** Nothing leaves with a hole in it: says which, and selects the first. */
  stopAtHoles(names: readonly string[]): void {
    this.#set({ problem: { kind: 'holes', names } });
    this.selectHole(names[0] ?? '');
  }

  selectHole(name: string): void {
    const hole = variablesIn(this.#state.text).find((variable) => variable.name === name);
    if (hole !== undefined) this.#wantCaret(hole.start, hole.end, true);
  }

  async addFiles(files: readonly File[]): Promise<void> {
    await this.#attached.add(files);
  }

  /** Smaller, or as it was. */
  async choosePicture(stageId: string, choice: PictureChoice): Promise<void> {
    await this.#attached.choosePicture(stageId, choice);
  }

  removeFile(stageId: string): void {
    const file = this.#state.files.find((one) => one.stageId === stageId);
    this.#set({ files: this.#state.files.filter((one) => one.stageId !== stageId), problem: null });
    if (file?.staged) {
      this.#touched();
      void this.flush().then(() => ask(this.#bridge, 'file.unstage', { stageId }));
    }
  }

  /** Hands over what is written, as one message or, when it was too long, as several. */
  async send(parts: readonly string[], newestShownMessageId: number | null): Promise<boolean> {
    const { editing, sending } = this.#state;
    if (sending) return false;
    if (editing !== null) return await this.#saveEdit(editing);
    this.#set({ sending: true, problem: null });
    // What comes while files are still being copied is not among the parts.
    const { text } = this.#state;
    try {
      await this.#attached.copied();
      return await this.#sendParts(parts, text, newestShownMessageId);
    } finally {
      this.#set({ sending: false });
    }
  }

  async #sendParts(parts: readonly string[], written: string, newestShownMessageId: number | null): Promise<boolean> {
    const { files, replyTo, card } = this.#state;
    const staged = files.flatMap((file) => (file.staged === null ? [] : [file.stageId]));
    if (parts.length === 0 && staged.length === 0 && card === null) return false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const contents = parts.length === 0 ? [''] : parts;
    for (const [index, content] of contents.entries()) {
      const error = await this.#handOver({
        conversationId: this.#id,
        clientMessageId: crypto.randomUUID(),
        content,
        // Card, quote and files belong to the first of several.
        contentType: index === 0 && card !== null ? card.contentType : 'text',
        metadata: index === 0 && card !== null ? { ...card.metadata } : {},
        replyTo: index === 0 ? replyTo : null,
        parentMessageId: this.#parent,
        files: index === 0 ? staged : [],
        newestShownMessageId,
      });
      if (error !== null) {
        if (index > 0) this.#keepRest(written, contents.slice(index));
        this.#set({
          problem:
            contents.length > 1
              ? { kind: 'split-stopped', error, sent: index, count: contents.length }
              : { kind: 'not-sent', error },
        });
        if (this.#state.saving !== 'clean') this.#saveSoon();
        return false;
      }
    }
    this.#emptied({ text: written, files, replyTo, card });
    return true;
  }

  /** Repeats with the same id for as long as nobody is there to answer; null when it was taken. */
  async #handOver(input: EngineInput<'message.send'>): Promise<ErrorInfo | null> {
    this.#pending = input;
    for (;;) {
      const answer = await ask(this.#bridge, 'message.send', input);
      if (answer.ok) {
        this.#pending = null;
        this.#set({ waitingForEngine: false });
        this.#keepInTab(null);
        return null;
      }
      if (answer.error.code !== 'ENGINE_UNAVAILABLE') {
        this.#pending = null;
        this.#set({ waitingForEngine: false });
        this.#keepInTab(null);
        return answer.error;
      }
      if (this.#left) return answer.error;
      this.#set({ waitingForEngine: true });
      this.#keepInTab(this.#draft());
      await engineBack(this.#bridge);
    }
  }

  /** A page that was loaded again finishes what the one before it had begun. */
  async #goOn(pending: EngineInput<'message.send'>): Promise<void> {
    this.#set({ sending: true });
    const error = await this.#handOver(pending);
    this.#set({ sending: false });
    if (error !== null) this.#set({ problem: { kind: 'not-sent', error } });
    else if (this.#state.text.trim() === pending.content.trim()) this.#emptied(this.#state);
  }

  /** Only what was sent goes; what was typed, attached or put back meanwhile stays. */
  #emptied(sent: Parked): void {
    const { text, files, replyTo, card } = this.#state;
    const stay: Parked = {
      text: restOf(text, sent.text),
      files: files.filter((file) => !sent.files.some((one) => one.stageId === file.stageId)),
      replyTo: replyTo === sent.replyTo ? null : replyTo,
      card: card === sent.card ? null : card,
    };
    this.#set({ ...stay, refusals: [], limit: null, saving: 'clean', savedAt: null });
    this.#wantCaret(stay.text.length, stay.text.length, this.focused);
    if (stay.text !== '' || stay.files.length > 0 || stay.card !== null) this.#touched();
  }

  #keepRest(written: string, rest: readonly string[]): void {
    const { text } = this.#state;
    const unsent = rest.join('\n\n');
    const above = restOf(text, written);
    const whole = text.startsWith(written) ? unsent + text.slice(written.length) : `${above}\n\n${unsent}`;
    this.#set({ text: whole, files: [], replyTo: null, card: null });
    this.#touched();
  }

  async #saveEdit(editing: Editing): Promise<boolean> {
    const content = this.#state.text.trim();
    if (content === '' || content === editing.original.trim()) {
      this.stopEditing();
      return false;
    }
    this.#set({ sending: true, problem: null });
    const answer = await ask(this.#bridge, 'message.edit', {
      conversationId: this.#id,
      messageId: editing.messageId,
      content,
      reason: editing.reason.trim() === '' ? null : editing.reason.trim(),
      original: editing.original,
    });
    this.#set({ sending: false });
    if (!answer.ok) {
      const { code, details } = answer.error;
      const current = details['current'];
      this.#set({
        problem:
          code === 'EDIT_CONFLICT' && typeof current === 'string'
            ? { kind: 'edit-conflict', current }
            : { kind: 'not-edited', error: answer.error },
      });
      return false;
    }
    this.stopEditing();
    return false;
  }

  /** An unsent message was taken back: the engine has put it above what stood here before. `limit`: why it was refused, where that was its length. */
  async takeBack(before: string, limit: ServerLimit | null): Promise<void> {
    const answer = await this.#read();
    if (!answer.ok || answer.value === null) return;
    this.#adopt(answer.value);
    const { text } = this.#state;
    if (before.trim() !== '' && !text.includes(before.trim())) {
      this.#set({ text: text === '' ? before : `${text}\n\n${before}` });
      this.#touched();
    }
    this.#set({ limit });
    this.focus();
  }

  /** The engine says what is stored now: by this window, by another one, or put back by itself. */
  receive(draft: Draft | null): void {
    const { saving, sending, loaded, editing, text } = this.#state;
    if (!loaded || (draft !== null && this.#own.has(draft.version))) return;
    const bases = [text, ...(this.#handed === null ? [] : [this.#handed]), this.#known];
    this.#knows(draft);
    const settled = saving === 'clean' && !sending && editing === null && !this.#attached.copying;
    if (settled && (!this.focused || text === '')) {
      this.#follow(draft);
      return;
    }
    const above = draft === null ? null : bases.map((base) => textAbove(draft.text, base)).find((one) => one !== null);
    if (draft !== null && above != null) this.#putAbove(above, draft);
    else if (settled) this.#heldBack = draft;
  }

  /** Something was put back while something else is being written: nothing of either is lost, and the cursor stays where it was. */
  #putAbove(above: string, draft: Draft): void {
    const { editing } = this.#state;
    const now = editing === null ? this.#state : (this.#parked ?? { text: '', files: [], replyTo: null, card: null });
    const present = new Set(now.files.map((file) => file.stageId));
    const merged: Parked = {
      text: now.text === '' ? above.trimEnd() : above + now.text,
      files: [...filesOf(draft).filter((file) => !present.has(file.stageId)), ...now.files],
      replyTo: now.replyTo ?? draft.replyTo,
      card: now.card ?? draft.card,
    };
    if (editing !== null) {
      this.#parked = merged;
      this.#set({ saving: 'dirty' });
      return;
    }
    const by = merged.text.length - now.text.length;
    const { start, end } = this.selection;
    this.#set(merged);
    this.#touched();
    this.#wantCaret(start + by, end + by, this.focused);
  }

  #knows(stored: Draft | null): void {
    this.#known = stored?.text ?? '';
    this.#version = Math.max(this.#version, stored?.version ?? 0);
  }

  #follow(draft: Draft | null): void {
    if (draft !== null) this.#adopt(draft);
    else this.#set({ text: '', files: [], replyTo: null, card: null, savedAt: null });
  }

  /** Saves what has changed now: the text is being left. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#underSave !== null) await this.#underSave;
    const { editing, loaded, saving } = this.#state;
    if (!this.#stored || this.#left || editing !== null || !loaded || this.#pending !== null) return;
    if (saving === 'clean' || saving === 'saving') return;
    const save = this.#save();
    this.#underSave = save;
    await save;
    if (this.#underSave === save) this.#underSave = null;
  }

  async #save(): Promise<void> {
    this.#set({ saving: 'saving' });
    const draft = this.#draft();
    this.#handed = draft.text;
    const answer = await ask(this.#bridge, 'draft.save', draft);
    this.#handed = null;
    if (!answer.ok) {
      this.#set({ saving: 'failed' });
      this.#keepInTab(this.#draft());
      this.#timer = setTimeout(() => void this.flush(), SAVE_AGAIN_MS);
      return;
    }
    const stored = answer.value;
    this.#knows(stored);
    // Another window's text was newer. Whoever types here now wins; the next version is above both.
    const overtaken = stored !== null && stored.version > draft.version;
    const { saving } = this.store.getState();
    const again = saving === 'dirty' || overtaken;
    this.#set({ saving: again ? 'dirty' : 'clean', savedAt: stored?.savedAt ?? null });
    if (again) this.#saveSoon();
    else this.#keepInTab(null);
  }

  /** The page is going away: said to the engine without waiting, and kept in the tab in case nobody hears. */
  leavePage(): void {
    if (this.#state.saving === 'clean' && this.#pending === null) return;
    this.#keepInTab(this.#draft());
    void this.flush();
  }

  /** Another account has the desk: what could not be saved stays in the tab, and nothing goes to that account. */
  leaveAccount(): void {
    this.#left = true;
    clearTimeout(this.#timer);
  }

  engineIsBack(): void {
    if (!this.#state.loaded) void this.load();
    else if (this.#stored && !this.#left) void this.#compare();
  }

  /** What the engine put back right before it ended was not heard of; and where it had to take an older copy, what stands here is newer. */
  async #compare(): Promise<void> {
    const known = this.#version;
    const answer = await this.#read();
    if (answer.ok) {
      const { text, files, saving, sending } = this.#state;
      const lost = (answer.value?.version ?? 0) < known && (text !== '' || files.length > 0);
      if (lost && saving === 'clean' && !sending) this.#touched();
      else if (answer.value !== null) this.receive(answer.value);
    }
    if (this.#state.saving === 'failed' || this.#state.saving === 'dirty') await this.flush();
  }

  get #state(): ComposerState {
    return this.store.getState();
  }

  #set(changes: Partial<ComposerState>): void {
    this.store.setState(changes);
  }

  #touched(): void {
    if (!this.#stored || this.#state.editing !== null) return;
    this.#heldBack = undefined;
    this.#set({ saving: 'dirty' });
    this.#saveSoon();
  }

  /** Counted from the first change, so that somebody who types without a pause is saved, too. */
  #saveSoon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_AFTER_MS);
  }

  #draft(): EngineInput<'draft.save'> {
    // Above what is stored, and above what any window of this computer saved before.
    this.#version = Math.max(this.#version + 1, Date.now());
    this.#own.add(this.#version);
    const { text, files, replyTo, card } = this.#state;
    return {
      conversationId: this.#id,
      parentMessageId: this.#parent,
      text,
      files: files.flatMap((file) => (file.staged === null ? [] : [file.stageId])),
      replyTo,
      card: card === null ? null : { contentType: card.contentType, metadata: { ...card.metadata } },
      selectionStart: Math.min(this.selection.start, text.length),
      selectionEnd: Math.min(this.selection.end, text.length),
      version: this.#version,
    };
  }

  #keepInTab(draft: EngineInput<'draft.save'> | null): void {
    if (!this.#stored) return;
    stash(placeOf(this.#id, this.#parent), { draft, pending: this.#pending, accountId: this.#accountId() });
  }

  #adopt(draft: Draft): void {
    this.#knows(draft);
    this.selection = { start: draft.selectionStart, end: draft.selectionEnd };
    this.#set({
      text: draft.text,
      replyTo: draft.replyTo,
      card: draft.card,
      files: filesOf(draft),
      savedAt: draft.savedAt,
      saving: 'clean',
    });
    this.#wantCaret(draft.selectionStart, draft.selectionEnd, false);
  }

  #wantCaret(start: number, end: number, focus: boolean): void {
    this.selection = { start, end };
    this.#focusWanted ||= focus;
    this.#set({ caret: this.#state.caret + 1 });
  }

  /** Where the cursor goes. A wish for the focus is granted once: coming back to a conversation does not take it again. */
  takeCaret(serial: number): { readonly start: number; readonly end: number; readonly focus: boolean } {
    const focus = this.#focusWanted && serial === this.#state.caret;
    this.#focusWanted = false;
    return { ...this.selection, focus };
  }
}

/** The name of what is written in one place: a conversation, or one of its reply threads. */
export function placeOf(conversationId: ConversationId, parentMessageId: number | null): string {
  return parentMessageId === null ? conversationId : `${conversationId}#${parentMessageId}`;
}
