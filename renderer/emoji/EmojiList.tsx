import { ChoiceList } from '#renderer/composer/completion/ChoiceList.tsx';
import { useWords } from '#renderer/i18n/use-words.ts';
import styles from './emoji-list.module.css';
import type { FoundEmoji } from './find-emoji.ts';

export function EmojiList({
  id,
  found,
  active,
  onActive,
  onChoose,
}: {
  readonly id: string;
  readonly found: readonly FoundEmoji[];
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onChoose: (one: FoundEmoji) => void;
}) {
  const words = useWords();
  return (
    <ChoiceList
      id={id}
      label={words('emoji.label')}
      narrow
      options={found}
      keyOf={({ emoji }) => emoji}
      optionClass={styles['option']}
      option={({ emoji, name, by }) => (
        <>
          <span className={styles['emoji']}>{emoji}</span> <span className={styles['name']}>{name}</span>{' '}
          {by !== null && <span className={styles['by']}>{by}</span>}
        </>
      )}
      active={active}
      onActive={onActive}
      onChoose={onChoose}
    />
  );
}
