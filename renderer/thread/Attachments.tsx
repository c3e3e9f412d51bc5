import { useState } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { FileMenu } from '#renderer/media/FileMenu.tsx';
import { Missing } from '#renderer/media/Missing.tsx';
import { useMedia } from '#renderer/media/use-media.ts';
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
  const [wanted, setWanted] = useState(attachment.autoLoad);
  const media = useMedia(attachment);
  if (!wanted || media.failed) {
    return (
      <div className={styles['picture']}>
        <Missing
          attachment={attachment}
          reason={wanted ? media.reason : 'notLoaded'}
          onLoad={wanted ? media.retry : () => setWanted(true)}
        />
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
        src={media.src}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        {...(attachment.width === null ? {} : { width: attachment.width })}
        {...(attachment.height === null ? {} : { height: attachment.height })}
        onError={media.onError}
      />
      {more > 0 && (
        <span className={styles['more']} aria-hidden="true">
          {words('thread.photoMore', { count: more })}
        </span>
      )}
      {attachment.progress !== null && (
        <span className={styles['over']}>
          <Progress attachment={attachment} />
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
  const { kind } = attachment;
  if (unsent && kind !== 'sticker') return <FileLine attachment={attachment} unsent copied={copied} />;
  switch (kind) {
    case 'sticker':
      return <Sticker attachment={attachment} />;
    case 'video':
    case 'audio':
      return <Player attachment={attachment} kind={kind} />;
    case 'image':
      return <FileLine attachment={attachment} unsent={false} onLoad={onLoad} />;
    case 'document':
    case 'file':
      return <FileLine attachment={attachment} unsent={false} />;
    default:
      return kind satisfies never;
  }
}

function Sticker({ attachment }: { readonly attachment: AttachmentRow }) {
  const words = useWords();
  const [wanted, setWanted] = useState(attachment.autoLoad);
  const media = useMedia(attachment);
  return (
    <div className={styles['sticker']}>
      {!wanted || media.failed ? (
        <Missing
          attachment={attachment}
          reason={wanted ? media.reason : 'notLoaded'}
          onLoad={wanted ? media.retry : () => setWanted(true)}
        />
      ) : (
        <img
          src={media.src}
          alt={words('thread.sticker', { filename: attachment.filename })}
          loading="lazy"
          draggable={false}
          onError={media.onError}
        />
      )}
      {attachment.progress !== null && <Progress attachment={attachment} />}
    </div>
  );
}

/** Video and sound, fetched when they are wanted. What this page can't play is played elsewhere, or saved. */
function Player({ attachment, kind }: { readonly attachment: AttachmentRow; readonly kind: 'video' | 'audio' }) {
  const words = useWords();
  const [playing, setPlaying] = useState(false);
  const [trouble, setTrouble] = useState<'cantPlay' | 'notHereShort' | null>(null);
  const media = useMedia(attachment);
  const { filename } = attachment;
  // The same event for a file that is not here and for one that is of no use here: whether it can be had says which.
  const onError = async (): Promise<void> => {
    setPlaying(false);
    const there = await fetch(media.src, { method: 'HEAD' }).then(
      (answer) => answer.ok,
      () => false,
    );
    setTrouble(there ? 'cantPlay' : 'notHereShort');
  };
  const shared = {
    src: media.src,
    controls: true,
    autoPlay: true,
    onError: () => void onError(),
  };
  return (
    <>
      {playing &&
        (kind === 'video' ? (
          // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody sends captions with a chat's video
          <video
            {...shared}
            className={styles['video']}
            aria-label={words('thread.video', { filename })}
            style={{ aspectRatio: attachment.width === null ? 16 / 9 : ratioOf(attachment) }}
          />
        ) : (
          // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody sends captions with a chat's sound
          <audio {...shared} className={styles['audio']} aria-label={words('thread.audio', { filename })} />
        ))}
      <FileLine
        attachment={attachment}
        unsent={false}
        trouble={trouble === null ? null : words(`files.${trouble}`)}
        onPlay={
          playing || trouble === 'cantPlay'
            ? undefined
            : () => {
                if (trouble !== null) media.retry();
                setTrouble(null);
                setPlaying(true);
              }
        }
      />
    </>
  );
}

/** Name, kind and size before anything is fetched; then what can be done. */
function FileLine({
  attachment,
  unsent,
  copied = false,
  trouble = null,
  onPlay,
  onLoad,
}: {
  readonly attachment: AttachmentRow;
  readonly unsent: boolean;
  readonly copied?: boolean;
  /** Why it does not play. */
  readonly trouble?: string | null;
  readonly onPlay?: (() => void) | undefined;
  readonly onLoad?: (() => void) | undefined;
}) {
  const words = useWords();
  const formats = useFormats();
  const { filename, progress, sizeBytes } = attachment;
  const size = sizeBytes === null ? null : formats.fileSize(sizeBytes);
  const meta = unsent
    ? [size, copied && progress === null ? words('thread.file.copied') : null]
    : [words(`thread.kind.${attachment.kind}`), size, trouble];
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
      {unsent ? (
        <span />
      ) : (
        <span className={styles['fileActs']}>
          {onLoad !== undefined && (
            <IconButton icon="eye" label={words('thread.file.load', { filename })} onClick={onLoad} />
          )}
          <FileMenu file={attachment} />
        </span>
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
