import type { ReactNode } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { IconName } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import text from '#renderer/ui/text.module.css';
import type { AttachmentKind, AttachmentRow } from '#shared/domain/message.ts';
import { FileMenu } from './FileMenu.tsx';
import styles from './media.module.css';
import { Progress, fractionOf } from './Progress.tsx';
import { amountWords, awayWords, comingWords } from './transfer-words.ts';
import { useAway } from './use-away.ts';
import { useTransfer } from './use-transfer.ts';

const ICONS: Readonly<Record<AttachmentKind, IconName>> = {
  image: 'image',
  video: 'video',
  audio: 'play',
  document: 'file',
  sticker: 'smile',
  file: 'file',
};

/** Name, kind and size before anything is fetched; how far it is while it comes; then what can be done. */
export function FileLine({
  attachment,
  lead,
  detail,
  trouble = null,
  onLoad,
}: {
  readonly attachment: AttachmentRow;
  /** In the place of the icon. */
  readonly lead?: ReactNode;
  /** In the place of kind and size. */
  readonly detail?: ReactNode;
  /** Why it does not play. */
  readonly trouble?: string | null;
  readonly onLoad?: (() => void) | undefined;
}) {
  const words = useWords();
  const formats = useFormats();
  const isAway = useAway();
  const { state, fetch, stop } = useTransfer(attachment);
  const { filename, sizeBytes, kind } = attachment;
  const coming = state?.state === 'coming' ? state : null;
  const away = state?.state === 'away' ? state : null;
  const size = sizeBytes === null ? null : formats.fileSize(sizeBytes);
  const why = trouble ?? (away === null ? null : awayWords(away, words, formats));
  // While nothing can be fetched it matters what is here.
  const where =
    why === null && isAway && state !== null
      ? words(state.state === 'here' ? 'files.here' : 'files.notHereShort')
      : null;
  // What is the matter comes first: the line may be cut.
  const facts = [why ?? words(`thread.kind.${kind}`), size, where];
  const meta =
    coming === null ? facts.filter((part) => part !== null).join(' · ') : comingWords(coming, words, formats);
  return (
    <div className={styles['file']}>
      {lead ?? <FileIcon kind={kind} />}
      <div className={text['lines']}>
        <span title={filename}>{filename}</span>
        {detail ?? (
          <span className={styles['fileMeta']} title={meta}>
            {meta}
          </span>
        )}
      </div>
      <span className={styles['fileActs']}>
        {coming !== null ? (
          <IconButton icon="x" label={words('files.stop', { filename })} onClick={stop} />
        ) : (
          <>
            {onLoad !== undefined && (
              <IconButton icon="eye" label={words('thread.file.load', { filename })} onClick={onLoad} />
            )}
            {away !== null && away.receivedBytes > 0 && (
              <IconButton icon="retry" label={words('files.goOnNamed', { filename })} onClick={() => void fetch()} />
            )}
            <FileMenu file={attachment} />
          </>
        )}
      </span>
      {coming !== null && <Progress filename={filename} fraction={fractionOf(coming)} />}
    </div>
  );
}

/** Not on the server yet: there is only its way there to be seen. */
export function UnsentFileLine({
  attachment,
  copied,
}: {
  readonly attachment: AttachmentRow;
  /** Staged: the original may be moved. */
  readonly copied: boolean;
}) {
  const words = useWords();
  const formats = useFormats();
  const { filename, progress, sizeBytes, kind } = attachment;
  const size = sizeBytes === null ? null : formats.fileSize(sizeBytes);
  const meta =
    progress !== null && sizeBytes !== null
      ? amountWords(progress * sizeBytes, sizeBytes, words, formats)
      : [size, copied ? words('thread.file.copied') : null].filter((part) => part !== null).join(' · ');
  return (
    <div className={styles['file']}>
      <FileIcon kind={kind} />
      <div className={text['lines']}>
        <span title={filename}>{filename}</span>
        <span className={styles['fileMeta']}>{meta}</span>
      </div>
      <span />
      {progress !== null && <Progress filename={filename} fraction={progress} />}
    </div>
  );
}

function FileIcon({ kind }: { readonly kind: AttachmentKind }) {
  return (
    <span className={styles['fileIcon']}>
      <Icon name={ICONS[kind]} />
    </span>
  );
}
