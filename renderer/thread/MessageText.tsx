import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { useDesk, useLinkHosts } from '#renderer/state/desk.ts';
import { cx } from '#renderer/ui/cx.ts';
import { linkTo } from '#shared/domain/desk-link.ts';
import { isTrustedLink } from '#shared/domain/link-hosts.ts';
import { unreachable } from '#shared/errors.ts';
import { useThreadActions } from './context.ts';
import styles from './message.module.css';
import { withKeys } from './model/keys.ts';
import type { TextPart } from './model/links.ts';
import { isOnlyEmoji, partsOf } from './model/links.ts';
import { TEXT_MARK } from './selected-span.ts';

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
  return withKeys(partsOf(content), (part) => part.text).map(([key, part]) =>
    part.kind === 'text' ? <Fragment key={key}>{part.text}</Fragment> : <Link key={key} part={part} />,
  );
}

function Link({ part }: { readonly part: Exclude<TextPart, { kind: 'text' }> }) {
  const actions = useThreadActions();
  const linkHosts = useLinkHosts();
  const { layout } = useDesk();
  const follow = (): void => {
    switch (part.kind) {
      case 'link':
        actions.openLink(part.url, isTrustedLink(part.url, linkHosts));
        return;
      case 'mail':
        actions.openLink(part.url, true);
        return;
      case 'place':
        layout.getState().openConversation(part.place.conversationId, part.place.messageId);
        return;
      default:
        unreachable(part);
    }
  };
  return (
    <a
      className={styles['link']}
      href={part.kind === 'place' ? linkTo(part.place) : part.url}
      target="_blank"
      rel="noreferrer noopener"
      onClick={(event) => {
        event.preventDefault();
        follow();
      }}
    >
      {part.text}
    </a>
  );
}
