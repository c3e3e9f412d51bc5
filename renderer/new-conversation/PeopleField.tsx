import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { CLOSED_BY_ESCAPE } from '#renderer/ui/Dialog.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { TextInput } from '#renderer/ui/Field.tsx';
import type { Person } from '#shared/domain/message.ts';
import styles from './new-conversation.module.css';

/** A pause in typing after which the people are asked for. */
const ASK_AFTER_MS = 120;
const SHOWN = 20;

/** `combobox "People"`: what is typed looks for people, Enter takes one, Backspace in the empty field takes the last one out again. */
export function PeopleField({
  ids,
  people,
  refused,
  onChange,
}: {
  readonly ids: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean;
  };
  readonly people: readonly Person[];
  readonly refused: ReadonlySet<number>;
  readonly onChange: (people: readonly Person[]) => void;
}) {
  const words = useWords();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = usePeople(text, open);
  const options = found?.filter((person) => !people.some((one) => one.userId === person.userId)) ?? null;
  const current = options?.[Math.min(active, options.length - 1)] ?? null;

  const take = (person: Person): void => {
    onChange([...people, person]);
    setText('');
    setActive(0);
    setOpen(false);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const count = options?.length ?? 0;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      else if (count > 0)
        setActive((at) => (Math.min(at, count - 1) + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
    } else if (event.key === 'Enter') {
      // Enter in this field chooses; it never sends the form.
      event.preventDefault();
      if (open && current !== null) take(current);
      else setOpen(true);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Backspace' && text === '' && people.length > 0) {
      onChange(people.slice(0, -1));
    }
  };

  return (
    <div className={styles['people']}>
      {people.length > 0 && (
        <ul className={styles['chips']} aria-label={words('newConversation.chosen')}>
          {people.map((person) => {
            const bad = person.userId !== null && refused.has(person.userId);
            return (
              <li key={person.userId} className={cx(styles['chip'], bad && styles['chipBad'])}>
                <Avatar person={person} size="xs" />
                <span>
                  {nameOf(person, words)}
                  {bad && <span className={styles['badWord']}> {words('newConversation.refusedPerson')}</span>}
                </span>
                <IconButton
                  size="sm"
                  iconSize="xs"
                  icon="x"
                  label={words('newConversation.removePerson', { name: nameOf(person, words) })}
                  tooltip={false}
                  onClick={() => {
                    onChange(people.filter((one) => one !== person));
                    input.current?.focus();
                  }}
                />
              </li>
            );
          })}
        </ul>
      )}
      <TextInput
        {...ids}
        ref={input}
        role="combobox"
        aria-expanded={open && (options?.length ?? 0) > 0}
        {...{ [CLOSED_BY_ESCAPE]: open && options !== null }}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && current !== null ? `${listId}-${current.userId}` : undefined}
        autoComplete="off"
        placeholder={words('newConversation.peopleHint')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={words('newConversation.people')}
        className={cx(styles['options'], !(open && options !== null) && styles['hidden'])}
      >
        {options?.map((person) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the combobox's, which has the focus
          <div
            key={person.userId}
            id={`${listId}-${person.userId}`}
            role="option"
            tabIndex={-1}
            aria-selected={person === current}
            className={cx(styles['option'], person === current && styles['active'])}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(person)}
          >
            <Avatar person={person} size="xs" />
            <span className={styles['optionText']}>{nameOf(person, words)}</span>
            <span className={styles['faint']}>{words('newConversation.personNumber', { id: person.userId ?? 0 })}</span>
          </div>
        ))}
        {options?.length === 0 && (
          <p className={styles['none']}>
            {words(text.trim() === '' ? 'newConversation.noPeople' : 'newConversation.nobodyFound')}
          </p>
        )}
      </div>
    </div>
  );
}

function nameOf(person: Person, words: ReturnType<typeof useWords>): string {
  return person.name === '' ? words('rail.nameless', { id: person.userId ?? 0 }) : person.name;
}

/** Null until the first answer. */
function usePeople(text: string, open: boolean): readonly Person[] | null {
  const bridge = useBridge();
  const [found, setFound] = useState<readonly Person[] | null>(null);
  useEffect(() => {
    if (!open) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void ask(bridge, 'people.search', { text: text.trim().slice(0, 200), limit: SHOWN }).then((answer) => {
        if (current && answer.ok) setFound(answer.value);
      });
    }, ASK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [bridge, text, open]);
  return found;
}
