import { useRef, useState } from 'react';
import { useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { clock } from './clock.ts';
import { FileLine } from './FileLine.tsx';
import styles from './media.module.css';
import { usePlaying } from './use-playing.ts';

/** One line from before it is here to its end: play and pause, where it is, and a way to anywhere in it. */
export function SoundPlayer({ attachment }: { readonly attachment: AttachmentRow }) {
  const words = useWords();
  const playing = usePlaying(attachment);
  const sound = useRef<HTMLAudioElement>(null);
  const [runs, setRuns] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const { filename } = attachment;

  const press = (): void => {
    const element = sound.current;
    if (element === null) playing.start();
    else if (element.paused) void element.play().catch(playing.onError);
    else element.pause();
  };
  const seek = (seconds: number): void => {
    if (sound.current !== null) sound.current.currentTime = seconds;
    setAt(seconds);
  };

  return (
    <>
      {playing.wanted && (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody sends captions with a chat's sound
        <audio
          ref={sound}
          src={playing.src}
          autoPlay
          aria-label={words('thread.audio', { filename })}
          onError={playing.onError}
          onPlay={() => setRuns(true)}
          onPause={() => setRuns(false)}
          onEnded={() => setRuns(false)}
          onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
          onDurationChange={({ currentTarget }) =>
            setLength(Number.isFinite(currentTarget.duration) ? currentTarget.duration : 0)
          }
        />
      )}
      <FileLine
        attachment={attachment}
        trouble={playing.trouble}
        lead={
          playing.cantPlay ? undefined : (
            <button
              type="button"
              className={styles['fileIcon']}
              aria-label={words(runs ? 'files.pause' : 'thread.file.play', { filename })}
              onClick={press}
            >
              <Icon name={runs ? 'pause' : 'play'} />
            </button>
          )
        }
        detail={
          playing.wanted ? (
            <span className={styles['seek']}>
              <input
                type="range"
                min={0}
                max={length}
                step={0.1}
                value={Math.min(at, length)}
                aria-label={words('files.seek', { filename })}
                aria-valuetext={words('files.playedOf', { at: clock(at), total: clock(length) })}
                onChange={(event) => seek(event.currentTarget.valueAsNumber)}
              />
              <span className={styles['fileMeta']}>
                {words('files.playedOf', { at: clock(at), total: clock(length) })}
              </span>
            </span>
          ) : undefined
        }
      />
    </>
  );
}
