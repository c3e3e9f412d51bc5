import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { AttachmentRow } from '#shared/domain/message.ts';
import styles from './media.module.css';

/** In the place of a picture that is not there: what it is, why it is not shown, and the way to it. */
export function Missing({
  attachment,
  reason,
  onLoad,
  small = false,
}: {
  readonly attachment: Pick<AttachmentRow, 'filename' | 'sizeBytes'>;
  /** Not asked for yet; not on this computer; not to be shown. */
  readonly reason: 'notLoaded' | 'notHere' | 'broken';
  readonly onLoad: () => void;
  /** The words do not fit: the button says all. */
  readonly small?: boolean;
}) {
  const words = useWords();
  const formats = useFormats();
  const { filename, sizeBytes } = attachment;
  const label = words(reason === 'notLoaded' ? 'thread.file.load' : 'files.retry', { filename });
  if (small) {
    return (
      <button
        type="button"
        className={cx(styles['missing'], styles['missingSmall'])}
        aria-label={label}
        title={label}
        onClick={onLoad}
      >
        <Icon name={reason === 'notLoaded' ? 'download' : 'retry'} size="sm" />
      </button>
    );
  }
  return (
    <div className={styles['missing']}>
      <Icon name={reason === 'notHere' ? 'offline' : 'image'} />
      <span>{sizeBytes === null ? filename : `${filename} · ${formats.fileSize(sizeBytes)}`}</span>
      {reason !== 'notLoaded' && <span>{words(`files.${reason}`)}</span>}
      <LinkButton aria-label={label} onClick={onLoad}>
        {words(reason === 'notLoaded' ? 'files.load' : 'files.tryAgain')}
      </LinkButton>
    </div>
  );
}
