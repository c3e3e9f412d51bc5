import { useEffect, useState } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { refusalWords } from '#renderer/composer/refusal-words.ts';
import type { Refusal } from '#renderer/composer/state/composer-state.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useMedia } from '#renderer/media/use-media.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Popover } from '#renderer/ui/Popover.tsx';
import { showToast } from '#renderer/ui/Toast.tsx';
import { useFilePicker } from '#renderer/ui/use-file-picker.tsx';
import type { Sticker } from '#shared/domain/media.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import { FILE_KINDS } from '#shared/limits.ts';
import { addSticker, sendSticker } from './sticker-work.ts';
import styles from './stickers.module.css';

const ACCEPTED = FILE_KINDS.sticker.extensions.map((extension) => `.${extension}`).join(',');

/** `button "Stickers"`: those of conversations and the agent's own; a click sends one at once. */
export function StickerTray({
  conversationId,
  parentMessageId,
  newestShown,
  onSent,
}: {
  readonly conversationId: ConversationId;
  readonly parentMessageId: number | null;
  readonly newestShown: () => number | null;
  readonly onSent: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const [open, setOpen] = useState(false);
  const send = async (sticker: Sticker): Promise<void> => {
    setOpen(false);
    const to = { conversationId, parentMessageId, newestShownMessageId: newestShown() };
    const error = await sendSticker(bridge, sticker, to);
    if (error === null) onSent();
    else {
      showToast({
        text: words('stickers.notSent', { reason: describeError(words, formats, error) }),
        icon: 'alert',
      });
    }
  };
  return (
    <Popover
      label={words('stickers.label')}
      open={open}
      onOpenChange={setOpen}
      side="top"
      trigger={<IconButton icon="sticker" label={words('stickers.label')} />}
    >
      <Tray onSend={(sticker) => void send(sticker)} />
    </Popover>
  );
}

function Tray({ onSend }: { readonly onSend: (sticker: Sticker) => void }) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const [stickers, setStickers] = useState<readonly Sticker[] | null>(null);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  useEffect(() => {
    let gone = false;
    void ask(bridge, 'stickers.list', {}).then((answer) => {
      if (answer.ok && !gone) setStickers(answer.value);
    });
    return () => {
      gone = true;
    };
  }, [bridge]);
  const readAgain = async (): Promise<void> => {
    const answer = await ask(bridge, 'stickers.list', {});
    if (answer.ok) setStickers(answer.value);
  };

  const add = async (files: readonly File[]): Promise<void> => {
    const outcomes = await Promise.all(files.map((file) => addSticker(bridge, file)));
    setRefusals(outcomes.filter((one) => one !== null));
    await readAgain();
  };
  const picker = useFilePicker({ accept: ACCEPTED, multiple: true, onFiles: (files) => void add(files) });
  const remove = async (stageId: string): Promise<void> => {
    await ask(bridge, 'stickers.remove', { stageId });
    await readAgain();
  };

  return (
    <div className={styles['tray']}>
      {stickers?.length === 0 && <p className={styles['empty']}>{words('stickers.empty')}</p>}
      {stickers !== null && stickers.length > 0 && (
        <ul className={styles['grid']} aria-label={words('stickers.label')}>
          {stickers.map((sticker) => (
            <Item
              key={sticker.mediaId}
              sticker={sticker}
              onSend={() => onSend(sticker)}
              onRemove={sticker.stageId === null ? null : () => void remove(sticker.stageId ?? '')}
            />
          ))}
        </ul>
      )}
      {refusals.length > 0 && (
        <div className={styles['refused']} role="alert">
          {refusals.map((refusal) => (
            <p key={`${refusal.code}:${refusal.filename}`}>
              {refusal.code === 'UNSUPPORTED_MEDIA_TYPE'
                ? words('stickers.refused', { filename: refusal.filename })
                : refusalWords(refusal, words, formats)}
            </p>
          ))}
        </div>
      )}
      <div className={styles['foot']}>
        <Button size="sm" icon="plus" onClick={picker.open}>
          {words('stickers.add')}
        </Button>
        {picker.input}
        <span>{words('stickers.limits', { limit: formats.fileSize(FILE_KINDS.sticker.maxBytes) })}</span>
      </div>
    </div>
  );
}

function Item({
  sticker,
  onSend,
  onRemove,
}: {
  readonly sticker: Sticker;
  readonly onSend: () => void;
  readonly onRemove: (() => void) | null;
}) {
  const words = useWords();
  const media = useMedia(sticker);
  const { filename } = sticker;
  // One that is not on this computer can't be sent from it now.
  if (media.failed) return null;
  return (
    <li className={styles['item']}>
      <button
        type="button"
        className={styles['sticker']}
        aria-label={words('stickers.send', { filename })}
        title={filename}
        onClick={onSend}
      >
        <img src={media.src} alt="" draggable={false} onError={media.onError} />
      </button>
      {onRemove !== null && (
        <IconButton
          className={styles['remove']}
          size="sm"
          iconSize="xs"
          icon="x"
          label={words('stickers.remove', { filename })}
          tooltip={false}
          onClick={onRemove}
        />
      )}
    </li>
  );
}
