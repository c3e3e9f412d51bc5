import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MediaState } from '#shared/domain/media.ts';
import type { AttachmentRow } from '#shared/domain/message.ts';
import styles from './media.module.css';
import { awayWords } from './transfer-words.ts';
import type { Media } from './use-media.ts';

/** In the place of a picture that is not there: what it is, why it is not shown, and the way to it. */
export function Missing({
  attachment,
  reason,
  state = null,
  onLoad,
  small = false,
  compact = false,
}: {
  readonly attachment: Pick<AttachmentRow, 'filename' | 'sizeBytes'>;
  /** Not asked for yet; not on this computer; stopped; not to be shown. */
  readonly reason: 'notLoaded' | Media['reason'];
  /** Says more exactly why it did not come. */
  readonly state?: MediaState | null;
  readonly onLoad: () => void;
  /** The words do not fit: the button says all. */
  readonly small?: boolean;
  /** There is room for one line and the button. */
  readonly compact?: boolean;
}) {
  const words = useWords();
  const formats = useFormats();
  const { filename, sizeBytes } = attachment;
  const kept = state?.state === 'away' && state.receivedBytes > 0;
  const label = words(
    kept ? 'files.goOnNamed' : reason === 'notLoaded' || reason === 'stopped' ? 'thread.file.load' : 'files.retry',
    { filename },
  );
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
  const exactly = state?.state === 'away' && reason !== 'notHere' ? awayWords(state, words, formats) : null;
  const why = reason === 'notLoaded' ? null : (exactly ?? (reason === 'stopped' ? null : words(`files.${reason}`)));
  return (
    <div className={cx(styles['missing'], compact && styles['missingCompact'])} title={compact ? filename : undefined}>
      {!compact && <Icon name={reason === 'notHere' ? 'offline' : 'image'} />}
      {(!compact || why === null) && (
        <span>{sizeBytes === null ? filename : `${filename} · ${formats.fileSize(sizeBytes)}`}</span>
      )}
      {why !== null && <span>{why}</span>}
      <LinkButton aria-label={label} onClick={onLoad}>
        {words(kept ? 'files.goOn' : reason === 'notLoaded' || reason === 'stopped' ? 'files.load' : 'files.tryAgain')}
      </LinkButton>
    </div>
  );
}
