import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { cx } from '#renderer/ui/cx.ts';
import { useThreadActions } from './context.ts';
import { TEXT_MARK } from './copy-selection.ts';
import styles from './message.module.css';
import { withKeys } from './model/keys.ts';
import { isKnownHost, isOnlyEmoji, partsOf } from './model/links.ts';

/** Text as it came, with its links made safe. The time floats at the end of its last line. */
export function MessageText({ content, meta }: { readonly content: string; readonly meta: ReactNode }) {
  return (
    <p className={cx(styles['text'], isOnlyEmoji(content) && styles['large'])} dir="auto">
      <span {...{ [TEXT_MARK]: '' }}>
        <LinkedText content={content} />
      </span>
      {meta}
    </p>
  );
}

export function LinkedText({ content }: { readonly content: string }) {
  const actions = useThreadActions();
  return withKeys(partsOf(content), (part) => part.text).map(([key, part]) => {
    if (part.kind === 'text') return <Fragment key={key}>{part.text}</Fragment>;
    const known = part.kind === 'mail' || isKnownHost(part.host);
    return (
      <a
        key={key}
        className={styles['link']}
        href={part.url}
        target="_blank"
        rel="noreferrer noopener"
        onClick={(event) => {
          event.preventDefault();
          actions.openLink(part.url, known);
        }}
      >
        {part.text}
      </a>
    );
  });
}
