import { useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react';
import TextareaAutosize from 'react-textarea-autosize';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { useCannedReplies } from '#renderer/canned/use-canned.tsx';
import { InsertCard } from '#renderer/cards/InsertCard.tsx';
import { textOfCard } from '#renderer/cards/model/card-text.ts';
import { useCardFromLink } from '#renderer/cards/use-card-from-link.ts';
import { useEmojiCompletion } from '#renderer/emoji/use-emoji.tsx';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useSettings, useSyncStatus } from '#renderer/state/desk.ts';
import { StickerTray } from '#renderer/stickers/StickerTray.tsx';
import { ask } from '#renderer/thread/state/ask.ts';
import { EmojiPicker } from '#renderer/thread/EmojiPicker.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Popover } from '#renderer/ui/Popover.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { hasMainModifier } from '#renderer/ui/platform.ts';
import { useFilePicker } from '#renderer/ui/use-file-picker.tsx';
import { holesIn } from '#shared/domain/canned-reply.ts';
import type { ConversationId, MessageRow } from '#shared/domain/message.ts';
import { CONTENT_MAX_BYTES, CONTENT_MAX_CHARACTERS } from '#shared/limits.ts';
import { Alerts } from './Alerts.tsx';
import styles from './composer.module.css';
import { ContextChip } from './ContextChip.tsx';
import { FileChips } from './FileChips.tsx';
import { isTooLong, splitText } from './model/content.ts';
import { noteOf } from './model/note.ts';
import { typingPacer } from './model/typing.ts';
import type { ComposerState } from './state/composer-state.ts';
import type { ComposerStore } from './state/composer-store.ts';

export interface ComposerProps {
  readonly store: ComposerStore;
  readonly conversationId: ConversationId;
  /** In a reply thread. */
  readonly inThread: boolean;
  /** What is quoted, where it is in memory. */
  readonly quoted: MessageRow | null;
  /** A message of this conversation waits for the agent's choice. */
  readonly held: boolean;
  /** Files are being dragged over the pane. */
  readonly dropping?: boolean;
  readonly newestShown: () => number | null;
  readonly onSent: () => void;
}

export function Composer({
  store,
  conversationId,
  inThread,
  quoted,
  held,
  dropping = false,
  newestShown,
  onSent,
}: ComposerProps) {
  const words = useWords();
  const formats = useFormats();
  const settings = useSettings();
  const status = useSyncStatus();
  const state = useStore(store.store);
  const input = useRef<HTMLTextAreaElement>(null);
  const filePicker = useFilePicker({ multiple: true, onFiles: (chosen) => void store.addFiles(chosen) });
  const [picking, setPicking] = useState(false);
  const [focused, setFocused] = useState(false);
  const [composing, setComposing] = useState(false);
  const inputId = useId();
  const canned = useCannedReplies(store, conversationId, focused && !composing);
  const emoji = useEmojiCompletion(store, focused && !composing);
  const typing = useTyping(conversationId, settings.sendTyping && !inThread);
  const { text, files, replyTo, editing, sending, caret } = state;

  useEffect(() => {
    void store.load();
  }, [store]);

  useEffect(() => {
    const element = input.current;
    if (element === null) return;
    const { start, end, focus } = store.takeCaret(caret);
    element.setSelectionRange(start, end);
    if (focus) element.focus();
  }, [store, caret]);

  const { parts, tooLong } = outgoing(state);

  const send = async (all: boolean, withHoles = false): Promise<void> => {
    // What stands there now: the page may not have been drawn since the last letter.
    const now = store.store.getState();
    const { parts, tooLong } = outgoing(now);
    const empty = parts.length === 0 && now.files.length === 0 && now.card === null;
    if (empty || now.sending || (tooLong && !all)) return;
    const holes = withHoles ? [] : holesIn(now.text);
    if (holes.length > 0) {
      store.stopAtHoles(holes);
      return;
    }
    typing.stopped();
    if (await store.send(parts, newestShown())) onSent();
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // An input method uses Enter and Esc for itself.
    if (event.nativeEvent.isComposing || event.key === 'Process') return;
    if (canned.onKeyDown(event) || emoji.onKeyDown(event)) return;
    if (event.key === 'Escape') {
      if (editing !== null) {
        event.preventDefault();
        store.stopEditing();
      } else if (replyTo !== null) {
        event.preventDefault();
        store.stopReplying();
      }
      return;
    }
    if (event.key !== 'Enter') return;
    const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (hasMainModifier(event) || (plain && settings.enterSends)) {
      event.preventDefault();
      void send(false);
    }
  };

  const onPaste = (event: ClipboardEvent): void => {
    const pasted = filesIn(event.clipboardData);
    if (pasted.length === 0 && editing === null) cardFromLink(event.clipboardData.getData('text/plain'));
    if (pasted.length === 0 || editing !== null) return;
    event.preventDefault();
    void store.addFiles(pasted);
  };

  const onSelect = (): void => {
    if (input.current === null) return;
    const { selectionStart, selectionEnd } = input.current;
    store.setSelection(selectionStart, selectionEnd);
    canned.onSelect();
    emoji.onSelect();
  };
  useSelectionChange(input, onSelect);

  const cardFromLink = useCardFromLink(store, conversationId);
  const note = dropping
    ? { text: words('composer.dropHere'), warning: false, well: false }
    : noteOf({ state, status, held, words, formats });

  return (
    <>
      <Alerts
        store={store}
        tooLong={tooLong && editing === null}
        parts={parts.length}
        onSplit={() => void send(true)}
        onReturn={() => input.current?.focus()}
        onSendHoles={() => void send(true, true)}
      />
      <form
        className={cx(styles['composer'], dropping && styles['dropping'])}
        aria-label={words('composer.form')}
        onSubmit={(event) => {
          event.preventDefault();
          void send(false);
        }}
      >
        {canned.list ?? emoji.list}
        <ContextChip store={store} quoted={quoted} />
        {files.length > 0 && (
          <FileChips
            files={files}
            onRemove={(stageId) => store.removeFile(stageId)}
            onChoosePicture={(stageId, choice) => void store.choosePicture(stageId, choice)}
          />
        )}
        <TextareaAutosize
          ref={input}
          id={inputId}
          className={styles['input']}
          aria-label={words('composer.message')}
          placeholder={words(
            editing !== null
              ? 'composer.placeholderEdit'
              : inThread
                ? 'composer.placeholderThread'
                : 'composer.placeholder',
          )}
          minRows={1}
          maxRows={10}
          dir="auto"
          value={text}
          {...canned.aria}
          {...emoji.aria}
          onChange={(event) => {
            const { value, selectionStart, selectionEnd } = event.currentTarget;
            store.setText(value, selectionStart, selectionEnd);
            if (value.trim() === '') typing.stopped();
            else if (editing === null) typing.typed();
          }}
          onSelect={onSelect}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onFocus={() => {
            setFocused(true);
            store.setFocused(true);
          }}
          onBlur={() => {
            setFocused(false);
            setComposing(false);
            store.setFocused(false);
            typing.stopped();
          }}
        />
        <div className={styles['bar']}>
          {editing === null && (
            <>
              <IconButton icon="clip" label={words('composer.attach')} onClick={filePicker.open} />
              {filePicker.input}
            </>
          )}
          <Popover
            label={words('emoji.label')}
            open={picking}
            onOpenChange={setPicking}
            side="top"
            bare
            trigger={<IconButton icon="smile" label={words('composer.emoji')} />}
          >
            <EmojiPicker
              onPick={(one) => {
                setPicking(false);
                store.insert(one);
              }}
            />
          </Popover>
          {editing === null && (
            <>
              <StickerTray
                conversationId={conversationId}
                parentMessageId={store.parentMessageId}
                newestShown={newestShown}
                onSent={onSent}
              />
              <IconButton icon="slash" label={words('composer.canned')} onClick={canned.toggle} />
              <InsertCard store={store} conversationId={conversationId} />
            </>
          )}
          <span className={cx(styles['note'], note.warning && styles['noteWarning'])} title={note.text}>
            <span className={styles['noteWhole']}>{note.text}</span>
            {note.well && (
              <span className={styles['noteShort']}>
                <Icon name="check" size="sm" />
              </span>
            )}
          </span>
          <Button
            type="submit"
            variant="primary"
            icon={editing === null ? 'send' : 'check'}
            className={styles['send']}
            aria-disabled={sending || tooLong}
          >
            {words(editing === null ? 'composer.send' : 'composer.save')}
          </Button>
        </div>
      </form>
    </>
  );
}

/** What would be sent: one text, several where it is too long for one, or what stands for a card alone. */
function outgoing({ text, card, editing, limit }: ComposerState): {
  readonly parts: readonly string[];
  readonly tooLong: boolean;
} {
  const characters = limit?.characters ?? CONTENT_MAX_CHARACTERS;
  const tooLong = isTooLong(text, characters);
  if (tooLong && editing === null) return { parts: splitText(text, { characters, bytes: CONTENT_MAX_BYTES }), tooLong };
  return { parts: text.trim() === '' ? textOfCard(card) : [text.trim()], tooLong };
}

/** What is pasted as files. Word processors and spreadsheets put a picture of the text beside the text: there the text is meant. */
function filesIn(clipboard: DataTransfer): readonly File[] {
  const files = [...clipboard.files];
  const isText = clipboard.types.includes('text/html') && clipboard.getData('text/plain').trim() !== '';
  return isText && files.every((file) => file.type.startsWith('image/')) ? [] : files;
}

/** React's `onSelect` hears of keys and of the mouse alone; the menus' "Select all" and what assistive technology selects come by this event. */
function useSelectionChange(input: RefObject<HTMLTextAreaElement | null>, changed: () => void): void {
  const onChange = useEffectEvent(changed);
  useEffect(() => {
    const element = input.current;
    const listener = (): void => onChange();
    element?.addEventListener('selectionchange', listener);
    return () => element?.removeEventListener('selectionchange', listener);
  }, [input]);
}

/** Tells the others that the agent writes; ends when the conversation is left. */
function useTyping(conversationId: ConversationId, enabled: boolean) {
  const bridge = useBridge();
  const pacer = useMemo(
    () =>
      typingPacer((typing) => {
        // Nothing depends on it: when it can't be told, nobody is told.
        if (enabled) void ask(bridge, 'typing.set', { conversationId, typing });
      }),
    [bridge, conversationId, enabled],
  );
  useEffect(() => () => pacer.stopped(), [pacer]);
  return pacer;
}
