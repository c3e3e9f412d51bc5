import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Missing } from '#renderer/media/Missing.tsx';
import { useMedia } from '#renderer/media/use-media.ts';
import { useNow } from '#renderer/state/now.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import text from '#renderer/ui/text.module.css';
import { VisuallyHidden } from '#renderer/ui/VisuallyHidden.tsx';
import type { AttachmentRow } from '#shared/domain/message.ts';
import styles from './details.module.css';
import type { FileSeen } from './model/seen.ts';

const SHOWN_PICTURES = 8;
const SHOWN_FILES = 6;

/** Pictures small, everything else by name: a click shows or saves it. */
export function Files({
  files,
  onView,
  onSave,
}: {
  readonly files: readonly FileSeen[];
  readonly onView: (attachments: readonly AttachmentRow[], index: number) => void;
  readonly onSave: (attachment: AttachmentRow) => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  // Only what is fetched by itself is shown small; the rest waits for a click in the conversation.
  const pictures = files.filter(({ attachment }) => attachment.kind === 'image' && attachment.autoLoad);
  const others = files.filter(({ attachment }) => attachment.kind !== 'image' || !attachment.autoLoad);
  const all = pictures.map(({ attachment }) => attachment);
  return (
    <>
      {pictures.length > 0 && (
        <div className={styles['thumbs']}>
          {all.slice(0, SHOWN_PICTURES).map((picture, index) => (
            <Thumb key={picture.mediaId} picture={picture} onView={() => onView(all, index)} />
          ))}
        </div>
      )}
      {others.slice(0, SHOWN_FILES).map(({ attachment, at }) => (
        <button key={attachment.mediaId} type="button" className={styles['file']} onClick={() => onSave(attachment)}>
          <Icon name={attachment.kind === 'image' || attachment.kind === 'video' ? attachment.kind : 'file'} />
          <span className={text['lines']}>
            <span>
              <VisuallyHidden>{words('details.save')}</VisuallyHidden> {attachment.filename}
            </span>{' '}
            <span className={styles['fileMeta']}>
              {[
                words(`thread.kind.${attachment.kind}`),
                attachment.sizeBytes === null ? null : formats.fileSize(attachment.sizeBytes),
                formats.dateShort(at, now),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </span>
          <Icon name="download" size="sm" />
        </button>
      ))}
    </>
  );
}

function Thumb({ picture, onView }: { readonly picture: AttachmentRow; readonly onView: () => void }) {
  const media = useMedia(picture);
  if (media.failed) {
    return (
      <div className={styles['thumb']}>
        <Missing small attachment={picture} reason={media.reason} onLoad={media.retry} />
      </div>
    );
  }
  return (
    <button type="button" className={styles['thumb']} aria-label={picture.filename} onClick={onView}>
      <img src={media.src} alt="" loading="lazy" decoding="async" draggable={false} onError={media.onError} />
    </button>
  );
}
