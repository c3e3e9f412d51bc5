import { useState } from 'react';
import { canForward } from '#renderer/forward/forward-message.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Menu, MenuItem } from '#renderer/ui/Menu.tsx';
import { Popover } from '#renderer/ui/Popover.tsx';
import type { MessageRow } from '#shared/domain/message.ts';
import { useThreadActions, useThreadOffer } from './context.ts';
import { EmojiPicker } from './EmojiPicker.tsx';
import styles from './message.module.css';

/** Beside a message under the pointer or the focus: only what works in this conversation now. */
export function MessageActions({
  row,
  active,
  picking,
  onPicking,
}: {
  readonly row: MessageRow;
  /** The focus is in the message: only then does Tab stop at its buttons, or it would take four steps a message. */
  readonly active: boolean;
  /** The reaction picker is open; a key opens it, too. */
  readonly picking: boolean;
  readonly onPicking: (open: boolean) => void;
}) {
  const words = useWords();
  const actions = useThreadActions();
  const offer = useThreadOffer();
  const [menu, setMenu] = useState(false);
  const { messageId } = row;
  const tabIndex = active ? 0 : -1;
  const onServer = messageId !== null && row.unsent === null;
  return (
    <div className={styles['hoverbar']} role="toolbar" aria-label={words('thread.actions')} data-open={picking || menu}>
      {onServer && offer.react && (
        <Popover
          label={words('emoji.label')}
          open={picking}
          onOpenChange={onPicking}
          align="center"
          side="top"
          bare
          trigger={
            <IconButton
              size="sm"
              icon="react"
              label={words('thread.action.react')}
              tooltip={false}
              tabIndex={tabIndex}
              title={words('thread.action.react')}
            />
          }
        >
          <EmojiPicker
            chosen={row.reactions.flatMap((one) => (one.mine ? [one.emoji] : []))}
            onPick={(emoji) => {
              onPicking(false);
              actions.react(row, emoji, !row.reactions.some((one) => one.emoji === emoji && one.mine));
            }}
          />
        </Popover>
      )}
      {offer.write && (
        <IconButton
          size="sm"
          icon="reply"
          label={words('thread.action.reply')}
          tooltip={false}
          tabIndex={tabIndex}
          title={words('thread.action.reply')}
          onClick={() => actions.reply(row)}
        />
      )}
      {onServer && offer.write && (
        <IconButton
          size="sm"
          icon="thread"
          label={words('thread.action.replyInThread')}
          tooltip={false}
          tabIndex={tabIndex}
          title={words('thread.action.replyInThread')}
          onClick={() => actions.openThread(row.parentMessageId ?? messageId)}
        />
      )}
      <Menu
        open={menu}
        onOpenChange={setMenu}
        align="end"
        trigger={
          <IconButton
            size="sm"
            icon="more"
            label={words('thread.action.more')}
            tooltip={false}
            tabIndex={tabIndex}
            title={words('thread.action.more')}
          />
        }
      >
        {row.own && onServer && offer.edit && row.contentType === 'text' && (
          <MenuItem icon="edit" onSelect={() => actions.edit(row)}>
            {words('thread.action.edit')}
          </MenuItem>
        )}
        {canForward(row) && (
          <MenuItem icon="forward" onSelect={() => actions.forward(row)}>
            {words('forward.action')}
          </MenuItem>
        )}
        {row.content !== '' && (
          <MenuItem icon="copy" onSelect={() => actions.copy(row.content, 'text')}>
            {words('thread.action.copy')}
          </MenuItem>
        )}
        {onServer && (
          <MenuItem icon="open" onSelect={() => actions.copyLink(row)}>
            {words('thread.action.copyLink')}
          </MenuItem>
        )}
        <MenuItem icon="info" onSelect={() => actions.showDetails(row)}>
          {words('thread.action.details')}
        </MenuItem>
        {row.own && onServer && offer.remove && (
          <MenuItem icon="trash" danger onSelect={() => actions.askDelete(row)}>
            {words('thread.action.delete')}
          </MenuItem>
        )}
      </Menu>
    </div>
  );
}
