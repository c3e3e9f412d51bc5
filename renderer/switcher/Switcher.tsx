import { Command } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { typeIcon, typeReference, typeWord } from '#renderer/inbox/conversation-type.ts';
import { useLayout } from '#renderer/state/desk.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { KeyHint } from '#renderer/ui/KeyHint.tsx';
import { VisuallyHidden } from '#renderer/ui/VisuallyHidden.tsx';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import overlay from '../ui/overlay.module.css';
import styles from './switcher.module.css';
import { useCommands } from './use-commands.ts';

const SHOWN = 8;

/** Ctrl/Cmd+K: conversations by title, people, order number; and whatever the desk can do. */
export function Switcher() {
  const words = useWords();
  const open = useLayout((state) => state.dialog === 'switcher');
  const openDialog = useLayout((state) => state.openDialog);
  return (
    <Radix.Root open={open} onOpenChange={(next) => openDialog(next ? 'switcher' : 'none')}>
      <Radix.Portal>
        <Radix.Overlay className={overlay['scrim']} />
        <Radix.Content className={overlay['dialog']} aria-describedby={undefined}>
          <VisuallyHidden>
            <Radix.Title>{words('switcher.title')}</Radix.Title>
          </VisuallyHidden>
          <Palette />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Palette() {
  const words = useWords();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<{ readonly value: string; readonly of: Found | null }>({ value: '', of: null });
  const openDialog = useLayout((state) => state.openDialog);
  const openConversation = useLayout((state) => state.openConversation);
  const found = useConversations(text);
  const conversations = found.rows;
  const commands = useCommands(text);
  // The first of what is found, unless the agent moved on from it; nothing while what is shown answers an older question.
  const values = [...conversations.map(({ id }) => `conversation:${id}`), ...commands.map(({ id }) => `command:${id}`)];
  const current = found.of !== text ? '' : picked.of === found ? picked.value : (values[0] ?? '');
  const run = (action: () => void): void => {
    openDialog('none');
    action();
  };
  return (
    <Command
      label={words('switcher.title')}
      shouldFilter={false}
      loop
      vimBindings={false}
      value={current}
      onValueChange={(value) => {
        if (values.includes(value)) setPicked({ value, of: found });
      }}
    >
      <div className={styles['input']}>
        <Icon name="search" />
        <Command.Input
          value={text}
          onValueChange={setText}
          aria-label={words('switcher.title')}
          placeholder={words('switcher.placeholder')}
        />
        <KeyHint keys="Esc" />
      </div>
      <Command.List className={styles['list']} label={words('switcher.title')}>
        <Command.Empty className={styles['none']}>{words('switcher.none')}</Command.Empty>
        {conversations.length > 0 && (
          <Command.Group className={styles['group']} heading={words('switcher.conversations')}>
            {conversations.map((row) => (
              <Command.Item
                key={row.id}
                value={`conversation:${row.id}`}
                className={styles['pick']}
                onSelect={() => run(() => openConversation(row.id))}
              >
                <Pick row={row} />
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {commands.length > 0 && (
          <Command.Group className={styles['group']} heading={words('switcher.commands')}>
            {commands.map((command) => (
              <Command.Item
                key={command.id}
                value={`command:${command.id}`}
                className={styles['pick']}
                onSelect={() => run(command.run)}
              >
                <Icon name={command.icon} className={styles['icon']} />
                <span>{command.label}</span>
                {command.keys !== undefined && (
                  <span className={styles['end']} aria-hidden="true">
                    <KeyHint keys={command.keys} />
                  </span>
                )}
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

function Pick({ row }: { readonly row: ConversationRow }) {
  const words = useWords();
  const reference = typeReference(row, words);
  return (
    <>
      <Avatar person={row.counterpart} fallbackName={row.title} size="sm" />
      <span className={styles['body']}>
        <span className={styles['title']}>{row.title}</span>{' '}
        <span className={styles['sub']}>
          <Icon name={typeIcon(row.type)} size="xs" />
          {typeWord(row.type, words)}
          {reference !== null && ` · ${reference}`}
        </span>
      </span>
      {row.unread > 0 && <span className={styles['end']}>{words('switcher.unread', { count: row.unread })}</span>}
    </>
  );
}

interface Found {
  /** The text that it answers. */
  readonly of: string;
  readonly rows: readonly ConversationRow[];
}

const NOTHING: Found = { of: '\u0000', rows: [] };

/** Asked without a pause: it is answered by this computer. */
function useConversations(text: string): Found {
  const bridge = useBridge();
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    let current = true;
    void ask(bridge, 'conversations.search', { text: text.trim().slice(0, 200), limit: SHOWN }).then((answer) => {
      if (current) setFound({ of: text, rows: answer.ok ? answer.value : [] });
    });
    return () => {
      current = false;
    };
  }, [bridge, text]);
  return found;
}
