import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import type { MediaState } from '#shared/domain/media.ts';
import styles from './media.module.css';
import { Progress, fractionOf } from './Progress.tsx';
import { comingWords } from './transfer-words.ts';

/** Over the lower edge of a picture that takes its time: how far it is, and the way to stop it. */
export function Coming({
  filename,
  state,
  onStop,
  compact = false,
}: {
  readonly filename: string;
  readonly state: Extract<MediaState, { state: 'coming' }>;
  readonly onStop: () => void;
  /** There is room for the share alone. */
  readonly compact?: boolean;
}) {
  const words = useWords();
  const formats = useFormats();
  const fraction = fractionOf(state);
  const text = compact && fraction !== null ? formats.percent(fraction) : comingWords(state, words, formats);
  return (
    <div className={styles['coming']}>
      <span>{text}</span>
      <IconButton size="sm" iconSize="sm" icon="x" label={words('files.stop', { filename })} onClick={onStop} />
      <Progress filename={filename} fraction={fraction} />
    </div>
  );
}
