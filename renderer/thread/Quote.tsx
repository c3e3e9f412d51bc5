import { attachmentWords } from '#renderer/inbox/preview.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { useMedia } from '#renderer/media/use-media.ts';
import type { QuoteRow } from '#shared/domain/message.ts';
import styles from './message.module.css';

/** What a message answers; a click jumps there. */
export function Quote({ quote, onJump }: { readonly quote: QuoteRow; readonly onJump: (messageId: number) => void }) {
  const words = useWords();
  const text = quote.deleted
    ? words('thread.quote.deleted')
    : quote.text !== null && quote.text !== ''
      ? quote.text
      : quote.attachmentKind !== null
        ? attachmentWords(quote, words)
        : words(quote.key === null ? 'thread.quote.missing' : 'thread.quote.wordless');
  return (
    <button
      type="button"
      className={styles['quote']}
      onClick={() => {
        if (quote.messageId !== null) onJump(quote.messageId);
      }}
    >
      <b>{quote.senderName ?? words('thread.someone')}</b> <span dir="auto">{text}</span>
      {quote.pictureId !== null && <Picture mediaId={quote.pictureId} />}
    </button>
  );
}

/** Beside words that say what it is: where it can't be had, they are enough. */
function Picture({ mediaId }: { readonly mediaId: string }) {
  const media = useMedia({ mediaId });
  if (media.failed) return null;
  return <img className={styles['quotePicture']} src={media.src} alt="" loading="lazy" onError={media.onError} />;
}
