import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { Coming } from './Coming.tsx';
import { FileLine } from './FileLine.tsx';
import styles from './media.module.css';
import { ratioOf } from './ratio.ts';
import { usePlaying } from './use-playing.ts';
import { useTransfer } from './use-transfer.ts';

/** Its box is there before anything of it is: playing moves nothing. What this page can't play is opened elsewhere, or saved. */
export function VideoPlayer({ attachment }: { readonly attachment: AttachmentRow }) {
  const words = useWords();
  const formats = useFormats();
  const { state, stop } = useTransfer(attachment);
  const playing = usePlaying(attachment);
  const { filename, sizeBytes } = attachment;
  if (playing.cantPlay) return <FileLine attachment={attachment} trouble={playing.trouble} />;
  const here = state?.state === 'here';
  return (
    <>
      <div
        className={styles['video']}
        style={{ aspectRatio: attachment.width === null ? 16 / 9 : ratioOf(attachment) }}
      >
        {(here || playing.wanted) && (
          // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody sends captions with a chat's video
          <video
            key={playing.wanted ? 'playing' : 'still'}
            src={playing.src}
            controls={playing.wanted}
            autoPlay={playing.wanted}
            preload={playing.wanted ? 'auto' : 'metadata'}
            tabIndex={playing.wanted ? 0 : -1}
            aria-label={playing.wanted ? words('thread.video', { filename }) : undefined}
            aria-hidden={playing.wanted ? undefined : true}
            onError={playing.onError}
          />
        )}
        {!playing.wanted && state?.state !== 'coming' && (
          <button
            type="button"
            className={styles['videoPlay']}
            aria-label={words('thread.file.play', { filename })}
            onClick={playing.start}
          >
            <span>
              <Icon name="play" />
            </span>
            {sizeBytes !== null && (
              <small>
                <Icon name="video" size="xs" />
                {formats.fileSize(sizeBytes)}
              </small>
            )}
          </button>
        )}
        {state?.state === 'coming' && <Coming filename={filename} state={state} onStop={stop} />}
      </div>
      <FileLine attachment={attachment} trouble={playing.trouble} />
    </>
  );
}
