import { useWords } from '#renderer/i18n/use-words.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { ComposerLock } from '#shared/domain/conversation.ts';
import styles from './composer.module.css';

/** In place of the composer: why nothing can be written. What had been written can still be taken along. */
export function Locked({
  lock,
  draft,
  onCopy,
}: {
  readonly lock: ComposerLock;
  readonly draft: string;
  readonly onCopy: (text: string) => void;
}) {
  const words = useWords();
  return (
    <div className={styles['locked']}>
      <Icon name="lock" />
      <p>
        <b>{words(`composer.locked.${lock}`)}</b> {words(`composer.locked.${lock}Text`)}
      </p>
      {draft.trim() !== '' && (
        <Button size="sm" onClick={() => onCopy(draft)}>
          {words('composer.locked.copyDraft')}
        </Button>
      )}
    </div>
  );
}
