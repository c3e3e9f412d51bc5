import { useStore } from 'zustand';
import { useWords } from '#renderer/i18n/use-words.ts';
import { useThreadStore } from './answered-by.ts';
import styles from './thread.module.css';

/** Its room is there before anybody writes, so that nothing jumps. */
export function TypingLine() {
  const words = useWords();
  const people = useStore(useThreadStore().store, (state) => state.typing);
  const [first, second] = people.map((person) => person.name.split(/\s+/)[0] ?? '');
  const text =
    first === undefined
      ? ''
      : second === undefined
        ? words('thread.typing.one', { name: first })
        : people.length === 2
          ? words('thread.typing.two', { first, second })
          : words('thread.typing.many', { count: people.length });
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an output element belongs to a form
    <div className={styles['typing']} role="status" aria-label={words('thread.typing')} aria-live="off">
      {text !== '' && (
        <>
          <i className={styles['dots']} aria-hidden="true">
            <i />
            <i />
            <i />
          </i>
          <span>{text}</span>
        </>
      )}
    </div>
  );
}
