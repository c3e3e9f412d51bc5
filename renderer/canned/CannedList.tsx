import { ChoiceList } from '#renderer/composer/completion/ChoiceList.tsx';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useLayout } from '#renderer/state/desk.ts';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import type { CannedReply, CannedValues } from '#shared/domain/canned-reply.ts';
import { CannedPreview } from './CannedPreview.tsx';
import styles from './canned.module.css';

export interface CannedListProps {
  readonly id: string;
  readonly query: string;
  readonly replies: readonly CannedReply[];
  /** How many there are in all; null until they are known. */
  readonly total: number | null;
  readonly active: number;
  readonly values: CannedValues;
  readonly onActive: (index: number) => void;
  readonly onChoose: (reply: CannedReply) => void;
  /** On the way to where replies are made. */
  readonly onLeave: () => void;
}

export function CannedList({
  id,
  query,
  replies,
  total,
  active,
  values,
  onActive,
  onChoose,
  onLeave,
}: CannedListProps) {
  const words = useWords();
  const formats = useFormats();
  const openDialog = useLayout((state) => state.openDialog);
  const manage = (): void => {
    onLeave();
    openDialog('canned-replies');
  };
  return (
    <ChoiceList
      id={id}
      label={words('canned.title')}
      options={replies}
      keyOf={(reply) => reply.id}
      optionClass={styles['option']}
      option={(reply) => (
        <>
          <span className={styles['shortcut']}>/{reply.shortcut}</span>{' '}
          <span className={styles['optionBody']}>
            <span className={styles['optionTitle']}>{reply.title}</span> <CannedPreview reply={reply} values={values} />
          </span>
        </>
      )}
      active={active}
      onActive={onActive}
      onChoose={onChoose}
      head={
        <p className={styles['listHead']}>
          <b>{words('canned.title')}</b>{' '}
          {query !== '' &&
            words('canned.matching', {
              query,
              count: formats.number(replies.length),
              total: formats.number(total ?? 0),
            })}
        </p>
      }
      empty={
        <p className={styles['none']}>
          {words(total === null ? 'canned.loading' : total === 0 ? 'canned.empty.text' : 'canned.noneFound')}
        </p>
      }
      foot={<LinkButton onClick={manage}>{words(total === 0 ? 'canned.create' : 'canned.manage')}</LinkButton>}
    />
  );
}
