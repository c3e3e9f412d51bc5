import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { FILE_KINDS, FILES_PER_MESSAGE, FILES_TOTAL_BYTES } from '#shared/limits.ts';
import styles from './thread.module.css';

const KINDS = ['image', 'video', 'audio', 'document'] as const;

/** Over the thread while files are held above it: where they would go, and what may go. For the eye alone: a keyboard attaches by its button. */
export function DropTarget({ title }: { readonly title: string }) {
  const words = useWords();
  const formats = useFormats();
  const { length } = KINDS;
  return (
    <div className={styles['dropTarget']} aria-hidden="true">
      <Icon name="clip" />
      <p className={styles['dropTitle']}>{words('files.drop.title', { title })}</p>
      <p>
        {KINDS.map((kind, index) =>
          words('files.drop.kind', {
            kind: words(`composer.kinds.${kind}`),
            types: FILE_KINDS[kind].extensions.map((extension) => extension.toUpperCase()).join(', '),
            limit: formats.fileSize(FILE_KINDS[kind].maxBytes),
          }).concat(index === length - 1 ? '' : ' · '),
        ).join('')}
      </p>
      <p>{words('files.drop.sum', { count: FILES_PER_MESSAGE, limit: formats.fileSize(FILES_TOTAL_BYTES) })}</p>
    </div>
  );
}
