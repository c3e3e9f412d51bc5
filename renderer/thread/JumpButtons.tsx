import { useStore } from 'zustand';
import { useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useThreadStore } from './answered-by.ts';
import styles from './thread.module.css';

/** Over the end of the log: down to the newest, and back to where a quote was followed from. */
export function JumpButtons({ away }: { readonly away: boolean }) {
  const words = useWords();
  const thread = useThreadStore();
  const unseen = useStore(thread.store, (state) => state.unseen);
  const back = useStore(thread.store, (state) => state.back.length);
  if (!away && back === 0) return null;
  return (
    <div className={styles['jump']}>
      {back > 0 && (
        <button type="button" className={styles['jumpButton']} onClick={() => void thread.jumpBack()}>
          <Icon name="back" size="sm" />
          {words('thread.jumpBack')}
        </button>
      )}
      {away && (
        <button type="button" className={styles['jumpButton']} onClick={() => void thread.toNewest()}>
          <Icon name="down" size="sm" />
          {unseen > 0 ? words('thread.jumpNew', { count: unseen }) : words('thread.jumpNewest')}
        </button>
      )}
    </div>
  );
}
