import { useState } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { IconName } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { AttachmentKind, AttachmentRow } from '#shared/domain/message.ts';
import { useThreadActions } from './context.ts';
import styles from './media.module.css';

const ICONS: Readonly<Record<AttachmentKind, IconName>> = {
  image: 'image',
  video: 'video',
  audio: 'play',
  document: 'file',
  sticker: 'smile',
  file: 'file',
};

const SHOWN_PICTURES = 4;

export function mediaUrl(attachment: Pick<AttachmentRow, 'mediaId'>): string {
  return `/media/${attachment.mediaId}`;
}

/** By kind: pictures as a grid, stickers bare, players for video and sound, all else as a file with its size. */
export function Attachments({
  attachments,
  unsent,
  copied,
}: {
  readonly attachments: readonly AttachmentRow[];
  readonly unsent: boolean;
  /** Staged and on its way: the original may be moved. */
  readonly copied: boolean;
}) {
  // A picture whose shape nobody knows and that is not fetched by itself has no box to reserve: it is a file until it is asked for.
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const inGrid = (one: AttachmentRow): boolean =>
    one.kind === 'image' && (one.autoLoad || one.width !== null || asked.has(one.mediaId));
  const pictures = attachments.filter(inGrid).map((one) => (asked.has(one.mediaId) ? { ...one, autoLoad: true } : one));
  const others = attachments.filter((one) => !inGrid(one));
  return (
    <div className={styles['stack']}>
      {pictures.length > 0 && <Pictures pictures={pictures} />}
      {pictures.map((one) => one.progress !== null && <Progress key={one.mediaId} attachment={one} />)}
      {others.map((one) => (
        <Other
          key={one.mediaId}
          attachment={one}
          unsent={unsent}
          copied={copied}
          onLoad={() => setAsked((before) => new Set([...before, one.mediaId]))}
        />
      ))}
    </div>
  );
}

function Pictures({ pictures }: { readonly pictures: readonly AttachmentRow[] }) {
  const words = useWords();
  const actions = useThreadActions();
  const shown = pictures.slice(0, SHOWN_PICTURES);
  const [first] = pictures;
  const single = pictures.length === 1 && first !== undefined;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would bring a form's semantics
    <div
      className={cx(styles['grid'], styles[`grid${shown.length}`])}
      role="group"
      aria-label={words('thread.photos', { count: pictures.length })}
      // The box of a single picture has its own shape, within reason, before the picture is there.
      style={single ? { aspectRatio: ratioOf(first) } : undefined}
    >
      {shown.map((picture, index) => (
        <Picture
          key={picture.mediaId}
          attachment={picture}
          label={
            single
              ? words('thread.photoOne', { filename: picture.filename })
              : words('thread.photo', { index: index + 1, count: pictures.length, filename: picture.filename })
          }
          more={index === SHOWN_PICTURES - 1 ? pictures.length - SHOWN_PICTURES : 0}
          onOpen={() => actions.view(pictures, index)}
        />
      ))}
    </div>
  );
}

function ratioOf({ width, height }: AttachmentRow): number {
  if (width === null || height === null || width <= 0 || height <= 0) return 4 / 3;
  return Math.min(2.4, Math.max(0.8, width / height));
}

function Picture({
  attachment,
  label,
  more,
  onOpen,
}: {
  readonly attachment: AttachmentRow;
  readonly label: string;
  readonly more: number;
  readonly onOpen: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const [wanted, setWanted] = useState(attachment.autoLoad);
  const [broken, setBroken] = useState(false);
  if (!wanted || broken) {
    return (
      <div className={cx(styles['picture'], styles['notYet'])}>
        <IconButton
          icon="download"
          label={words('thread.file.load', { filename: attachment.filename })}
          onClick={() => {
            setBroken(false);
            setWanted(true);
          }}
        />
        <span>
          {[
            attachment.filename,
            attachment.sizeBytes === null ? null : formats.fileSize(attachment.sizeBytes),
            broken ? words('thread.file.broken') : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </div>
    );
  }
  return (
    <button
      type="button"
      className={styles['picture']}
      aria-label={more > 0 ? `${label}, ${words('thread.photoMore', { count: more })}` : label}
      onClick={onOpen}
    >
      <img
        src={mediaUrl(attachment)}
        alt=""
        loading="lazy"
        decoding="async"
        {...(attachment.width === null ? {} : { width: attachment.width })}
        {...(attachment.height === null ? {} : { height: attachment.height })}
        onError={() => setBroken(true)}
      />
      {more > 0 && (
        <span className={styles['more']} aria-hidden="true">
          {words('thread.photoMore', { count: more })}
        </span>
      )}
    </button>
  );
}

function Other({
  attachment,
  unsent,
  copied,
  onLoad,
}: {
  readonly attachment: AttachmentRow;
  readonly unsent: boolean;
  readonly copied: boolean;
  readonly onLoad: () => void;
}) {
  const words = useWords();
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const { filename } = attachment;
  if (unsent || failed) return <FileLine attachment={attachment} unsent={unsent} copied={copied} failed={failed} />;
  switch (attachment.kind) {
    case 'sticker':
      return (
        <div className={styles['sticker']}>
          <img
            src={mediaUrl(attachment)}
            alt={words('thread.sticker', { filename })}
            loading="lazy"
            onError={() => setFailed(true)}
          />
        </div>
      );
    case 'video':
      return (
        <>
          {playing && (
            // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody sends captions with a chat's video
            <video
              className={styles['video']}
              src={mediaUrl(attachment)}
              controls
              autoPlay
              aria-label={words('thread.video', { filename })}
              style={{ aspectRatio: attachment.width === null ? 16 / 9 : ratioOf(attachment) }}
              onError={() => setFailed(true)}
            />
          )}
          <FileLine attachment={attachment} unsent={false} onPlay={playing ? undefined : () => setPlaying(true)} />
        </>
      );
    case 'audio':
      return (
        <>
          {playing && (
            // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody sends captions with a chat's sound
            <audio
              className={styles['audio']}
              src={mediaUrl(attachment)}
              controls
              autoPlay
              aria-label={words('thread.audio', { filename })}
              onError={() => setFailed(true)}
            />
          )}
          <FileLine attachment={attachment} unsent={false} onPlay={playing ? undefined : () => setPlaying(true)} />
        </>
      );
    case 'image':
      return <FileLine attachment={attachment} unsent={false} onLoad={onLoad} />;
    case 'document':
    case 'file':
      return <FileLine attachment={attachment} unsent={false} />;
    default:
      return attachment.kind satisfies never;
  }
}

/** Name, kind and size before anything is fetched; then what can be done. */
function FileLine({
  attachment,
  unsent,
  copied = false,
  failed = false,
  onPlay,
  onLoad,
}: {
  readonly attachment: AttachmentRow;
  readonly unsent: boolean;
  readonly copied?: boolean;
  readonly failed?: boolean;
  readonly onPlay?: (() => void) | undefined;
  readonly onLoad?: (() => void) | undefined;
}) {
  const words = useWords();
  const formats = useFormats();
  const actions = useThreadActions();
  const { filename, progress, sizeBytes } = attachment;
  const size = sizeBytes === null ? null : formats.fileSize(sizeBytes);
  const meta = unsent
    ? [size, copied && progress === null ? words('thread.file.copied') : null]
    : [words(`thread.kind.${attachment.kind}`), size, failed ? words('thread.file.broken') : null];
  return (
    <div className={styles['file']}>
      {onPlay === undefined ? (
        <span className={styles['fileIcon']}>
          <Icon name={ICONS[attachment.kind]} />
        </span>
      ) : (
        <button
          type="button"
          className={styles['fileIcon']}
          aria-label={words('thread.file.play', { filename })}
          onClick={onPlay}
        >
          <Icon name="play" />
        </button>
      )}
      <p className={styles['fileText']}>
        <span title={filename}>{filename}</span>
        <span className={styles['fileMeta']}>{meta.filter((part) => part !== null).join(' · ')}</span>
      </p>
      {onLoad !== undefined ? (
        <IconButton icon="eye" label={words('thread.file.load', { filename })} onClick={onLoad} />
      ) : unsent ? (
        <span />
      ) : (
        <IconButton
          icon="download"
          label={words('thread.file.save', { filename })}
          onClick={() => actions.save(attachment)}
        />
      )}
      {progress !== null && <Progress attachment={attachment} />}
    </div>
  );
}

function Progress({ attachment }: { readonly attachment: AttachmentRow }) {
  return (
    <progress
      className={styles['progress']}
      max={100}
      value={Math.round((attachment.progress ?? 0) * 100)}
      aria-label={attachment.filename}
    />
  );
}
