import { Dialog as Radix } from 'radix-ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { nameOf } from '#renderer/thread/model/name.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { ConversationFile } from '#shared/domain/media.ts';
import type { AttachmentRow, ConversationId } from '#shared/domain/message.ts';
import { Coming } from './Coming.tsx';
import { useFileActions } from './file-actions.ts';
import { mediaUrl } from './media-url.ts';
import styles from './media.module.css';
import { Missing } from './Missing.tsx';
import { useMedia } from './use-media.ts';
import type { Lie, Size } from './zoom.ts';
import { FITTED, ZOOM_STEP, fittedSize, moved, zoomed } from './zoom.ts';

/** Pictures are looked through as far back as this many messages with files. */
const MOST_MESSAGES = 500;
const PAN_PX = 80;

export interface ViewerProps {
  readonly conversationId: ConversationId;
  /** Of the message or the pane it was opened from. */
  readonly attachments: readonly AttachmentRow[];
  readonly first: number;
  readonly onClose: () => void;
}

type Shown = Pick<ConversationFile, 'attachment'> & Partial<Pick<ConversationFile, 'sender' | 'sentAt'>>;

/** One picture over everything, and the way through all others of its conversation. */
export function Viewer({ conversationId, attachments, first, onClose }: ViewerProps) {
  const words = useWords();
  const formats = useFormats();
  const actions = useFileActions();
  const pictures = usePictures(conversationId, attachments);
  const [mediaId, setMediaId] = useState(() => attachments[first]?.mediaId ?? '');
  const [lie, setLie] = useState<Lie>(FITTED);
  const [natural, setNatural] = useState<Size | null>(null);
  const [stage, setStage] = useState<Size>({ width: 0, height: 0 });
  // Whoever opened it gets the focus back.
  const [opener] = useState(() => document.activeElement);
  const index = pictures.findIndex((one) => one.attachment.mediaId === mediaId);
  const shown = pictures[index];

  const following = pictures[index + 1]?.attachment;
  const ahead = following?.autoLoad === true ? mediaUrl(following) : null;
  useEffect(() => {
    // The next one is fetched while this one is looked at.
    if (ahead !== null) new Image().src = ahead;
  }, [ahead]);

  const go = (by: number): void => {
    const next = pictures[index + by];
    if (next === undefined) return;
    setLie(FITTED);
    setNatural(null);
    setMediaId(next.attachment.mediaId);
  };

  if (shown === undefined) return null;
  const { attachment, sender, sentAt } = shown;
  const known = natural ?? sizeOf(attachment);
  const fitted = fittedSize(known ?? { width: 0, height: 0 }, stage);
  const zoom = (factor: number): void => setLie(zoomed(lie, factor, fitted, stage));
  const pan = (x: number, y: number): void => setLie(moved(lie, { x, y }, fitted, stage));

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'ArrowLeft':
        if (event.shiftKey) pan(PAN_PX, 0);
        else go(-1);
        break;
      case 'ArrowRight':
        if (event.shiftKey) pan(-PAN_PX, 0);
        else go(1);
        break;
      case 'ArrowUp':
        pan(0, PAN_PX);
        break;
      case 'ArrowDown':
        pan(0, -PAN_PX);
        break;
      case '+':
      case '=':
        zoom(ZOOM_STEP);
        break;
      case '-':
        zoom(1 / ZOOM_STEP);
        break;
      case '0':
        setLie(FITTED);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const by = sender === undefined ? null : nameOf(sender, words);
  const facts = [
    pictures.length > 1 ? words('files.position', { index: index + 1, count: pictures.length }) : null,
    by,
    sentAt === undefined ? null : formats.dateTime(sentAt),
    known === null ? null : `${formats.number(known.width)} × ${formats.number(known.height)}`,
    attachment.sizeBytes === null ? null : formats.fileSize(attachment.sizeBytes),
  ].filter((part) => part !== null);
  const percent = known === null || known.width === 0 ? lie.scale : (fitted.width / known.width) * lie.scale;
  const { open, showInFolder } = actions;

  return (
    <Radix.Root
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Radix.Portal>
        <Radix.Content
          className={styles['viewer']}
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => {
            // The picture is what one came for, not the first of the buttons.
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener instanceof HTMLElement) opener.focus();
          }}
        >
          <div className={styles['bar']}>
            <div className={styles['about']}>
              <Radix.Title className={styles['title']}>
                {words('thread.viewer.title', { filename: attachment.filename })}
              </Radix.Title>
              <p role="status">{facts.join(' · ')}</p>
            </div>
            <IconButton
              icon="minus"
              label={words('thread.viewer.zoomOut')}
              keys="-"
              aria-disabled={lie.scale === 1}
              onClick={() => zoom(1 / ZOOM_STEP)}
            />
            <button type="button" className={styles['percent']} onClick={() => setLie(FITTED)}>
              {formats.percent(percent)}
            </button>
            <IconButton icon="plus" label={words('thread.viewer.zoomIn')} keys="+" onClick={() => zoom(ZOOM_STEP)} />
            <IconButton icon="copy" label={words('files.copyImage')} onClick={() => actions.copyImage(attachment)} />
            {open !== null && <IconButton icon="open" label={words('files.open')} onClick={() => open(attachment)} />}
            {showInFolder !== null && (
              <IconButton icon="folder" label={words('files.showInFolder')} onClick={() => showInFolder(attachment)} />
            )}
            <IconButton
              icon="download"
              label={words('thread.file.save', { filename: attachment.filename })}
              onClick={() => actions.save(attachment)}
            />
            <Radix.Close asChild>
              <IconButton className={styles['leave']} icon="x" label={words('ui.close')} keys="Esc" />
            </Radix.Close>
          </div>
          <div className={styles['show']}>
            <Stage
              key={mediaId}
              attachment={attachment}
              alt={
                by === null || sentAt === undefined
                  ? words('thread.photoOne', { filename: attachment.filename })
                  : words('files.alt', { name: by, time: formats.dateTime(sentAt), filename: attachment.filename })
              }
              fitted={fitted}
              lie={lie}
              onLie={setLie}
              stage={stage}
              onStage={setStage}
              onNatural={setNatural}
            />
            {pictures.length > 1 && (
              <>
                <IconButton
                  className={cx(styles['step'], styles['stepBack'])}
                  icon="back"
                  label={words('thread.viewer.previous')}
                  tooltip={false}
                  aria-disabled={index === 0}
                  onClick={() => go(-1)}
                />
                <IconButton
                  className={cx(styles['step'], styles['stepOn'])}
                  icon="right"
                  label={words('thread.viewer.next')}
                  tooltip={false}
                  aria-disabled={index === pictures.length - 1}
                  onClick={() => go(1)}
                />
              </>
            )}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function sizeOf({ width, height }: AttachmentRow): Size | null {
  return width === null || height === null ? null : { width, height };
}

/** All pictures of the conversation that are mirrored; until they are known, and where they lack it, those it was opened with. */
function usePictures(conversationId: ConversationId, attachments: readonly AttachmentRow[]): readonly Shown[] {
  const bridge = useBridge();
  const [all, setAll] = useState<readonly ConversationFile[]>([]);
  useEffect(() => {
    let gone = false;
    void ask(bridge, 'conversation.files', { conversationId, limit: MOST_MESSAGES }).then((answer) => {
      if (answer.ok && !gone) setAll(answer.value.filter(({ attachment }) => attachment.kind === 'image'));
    });
    return () => {
      gone = true;
    };
  }, [bridge, conversationId]);
  const hasAll = attachments.every((one) => all.some(({ attachment }) => attachment.mediaId === one.mediaId));
  return hasAll ? all : attachments.map((attachment) => ({ attachment }));
}

function Stage({
  attachment,
  alt,
  fitted,
  lie,
  onLie,
  stage,
  onStage,
  onNatural,
}: {
  readonly attachment: AttachmentRow;
  readonly alt: string;
  readonly fitted: Size;
  readonly lie: Lie;
  readonly onLie: (lie: Lie) => void;
  readonly stage: Size;
  readonly onStage: (size: Size) => void;
  readonly onNatural: (size: Size) => void;
}) {
  const media = useMedia(attachment);
  const [asked, setAsked] = useState(attachment.autoLoad);
  const box = useRef<HTMLDivElement | null>(null);
  const [dragging, setDragging] = useState(false);

  const take = useCallback(
    (element: HTMLDivElement | null) => {
      box.current = element;
      if (element === null || typeof ResizeObserver === 'undefined') return undefined;
      const measure = (): void => onStage({ width: element.clientWidth, height: element.clientHeight });
      measure();
      const observer = new ResizeObserver(measure);
      observer.observe(element);
      return () => observer.disconnect();
    },
    [onStage],
  );

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      // Not React's listener: that one can't keep Ctrl and the wheel from zooming the page.
      event.preventDefault();
      const frame = element.getBoundingClientRect();
      const at = { x: event.clientX - frame.left - frame.width / 2, y: event.clientY - frame.top - frame.height / 2 };
      onLie(zoomed(lie, Math.exp(-event.deltaY / 300), fitted, stage, at));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [lie, fitted, stage, onLie]);

  const onPointerMove = (event: PointerEvent): void => {
    if (dragging) onLie(moved(lie, { x: event.movementX, y: event.movementY }, fitted, stage));
  };

  return (
    <div
      ref={take}
      className={cx(styles['stage'], lie.scale > 1 && styles['grab'], dragging && styles['grabbed'])}
      onPointerDown={(event) => {
        if (event.button !== 0 || lie.scale === 1) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onDoubleClick={(event) => {
        const frame = event.currentTarget.getBoundingClientRect();
        const at = { x: event.clientX - frame.left - frame.width / 2, y: event.clientY - frame.top - frame.height / 2 };
        onLie(lie.scale > 1 ? FITTED : zoomed(lie, 2.5, fitted, stage, at));
      }}
    >
      {!asked || media.failed ? (
        <Missing
          attachment={attachment}
          reason={asked ? media.reason : 'notLoaded'}
          state={media.state}
          onLoad={asked ? media.retry : () => setAsked(true)}
        />
      ) : (
        <img
          src={media.src}
          alt={alt}
          draggable={false}
          width={fitted.width > 0 ? Math.round(fitted.width) : undefined}
          height={fitted.height > 0 ? Math.round(fitted.height) : undefined}
          style={{ transform: `translate(${lie.x}px, ${lie.y}px) scale(${lie.scale})` }}
          onLoad={({ currentTarget }) =>
            onNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
          }
          onError={media.onError}
        />
      )}
      {media.state?.state === 'coming' && !media.failed && (
        <Coming filename={attachment.filename} state={media.state} onStop={media.stop} />
      )}
    </div>
  );
}
