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
}: {
  readonly filename: string;
  readonly state: Extract<MediaState, { state: 'coming' }>;
  readonly onStop: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  return (
    <div className={styles['coming']}>
      <span>{comingWords(state, words, formats)}</span>
      <IconButton size="sm" iconSize="sm" icon="x" label={words('files.stop', { filename })} onClick={onStop} />
      <Progress filename={filename} fraction={fractionOf(state)} />
    </div>
  );
}
