import { useWords } from '#renderer/i18n/use-words.ts';
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
        ? words(`thread.kind.${quote.attachmentKind}`)
        : words('thread.quote.missing');
  return (
    <button
      type="button"
      className={styles['quote']}
      onClick={() => {
        if (quote.messageId !== null) onJump(quote.messageId);
      }}
    >
      <b>{quote.senderName ?? words('thread.someone')}</b> <span dir="auto">{text}</span>
    </button>
  );
}
