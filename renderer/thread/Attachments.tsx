import { useState } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Coming } from '#renderer/media/Coming.tsx';
import { FileLine, UnsentFileLine } from '#renderer/media/FileLine.tsx';
import { Missing } from '#renderer/media/Missing.tsx';
import { Progress } from '#renderer/media/Progress.tsx';
import { ratioOf } from '#renderer/media/ratio.ts';
import { SoundPlayer } from '#renderer/media/SoundPlayer.tsx';
import { useMedia } from '#renderer/media/use-media.ts';
import { VideoPlayer } from '#renderer/media/VideoPlayer.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { useThreadActions } from './context.ts';
import styles from './media.module.css';

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
          among={shown.length}
          more={index === SHOWN_PICTURES - 1 ? pictures.length - SHOWN_PICTURES : 0}
          onOpen={() => actions.view(pictures, index)}
        />
      ))}
    </div>
  );
}

function Picture({
  attachment,
  label,
  among,
  more,
  onOpen,
}: {
  readonly attachment: AttachmentRow;
  readonly label: string;
  /** So many share the box. */
  readonly among: number;
  readonly more: number;
  readonly onOpen: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const [wanted, setWanted] = useState(attachment.autoLoad);
  const media = useMedia(attachment);
  const { filename, progress } = attachment;
  if (!wanted || media.failed) {
    return (
      <div className={styles['picture']}>
        <Missing
          attachment={attachment}
          reason={wanted ? media.reason : 'notLoaded'}
          state={media.state}
          compact={among > 2}
          onLoad={wanted ? media.retry : () => setWanted(true)}
        />
      </div>
    );
  }
  return (
    <div className={styles['picture']}>
      <button
        type="button"
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
      </button>
      {progress !== null && (
        <span className={styles['over']}>
          <span>{formats.percent(progress)}</span>
          <Progress filename={filename} fraction={progress} />
        </span>
      )}
      {media.state?.state === 'coming' && (
        <Coming filename={filename} state={media.state} onStop={media.stop} compact={among > 1} />
      )}
    </div>
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
  if (unsent && kind !== 'sticker') return <UnsentFileLine attachment={attachment} copied={copied} />;
  switch (kind) {
    case 'sticker':
      return <Sticker attachment={attachment} />;
    case 'video':
      return <VideoPlayer attachment={attachment} />;
    case 'audio':
      return <SoundPlayer attachment={attachment} />;
    case 'image':
      return <FileLine attachment={attachment} onLoad={onLoad} />;
    case 'document':
    case 'file':
      return <FileLine attachment={attachment} />;
    default:
      return kind satisfies never;
  }
}

function Sticker({ attachment }: { readonly attachment: AttachmentRow }) {
  const words = useWords();
  const [wanted, setWanted] = useState(attachment.autoLoad);
  const media = useMedia(attachment);
  const { filename, progress } = attachment;
  return (
    <div className={styles['sticker']}>
      {!wanted || media.failed ? (
        <Missing
          attachment={attachment}
          reason={wanted ? media.reason : 'notLoaded'}
          state={media.state}
          onLoad={wanted ? media.retry : () => setWanted(true)}
        />
      ) : (
        <img
          src={media.src}
          alt={words('thread.sticker', { filename })}
          loading="lazy"
          draggable={false}
          onError={media.onError}
        />
      )}
      {progress !== null && <Progress filename={filename} fraction={progress} />}
    </div>
  );
}
