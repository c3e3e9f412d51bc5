import { useWords } from '../i18n/use-words.ts';
import styles from './brand.module.css';

export function Brand() {
  const words = useWords();
  return (
    <p className={styles['brand']}>
      <Logo />
      {words('app.name')}
    </p>
  );
}

export function Logo() {
  return (
    <svg className={styles['logo']} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        className={styles['ground']}
        d="M9 2h14a7 7 0 0 1 7 7v11a7 7 0 0 1-7 7H13l-6.3 3.6A1.1 1.1 0 0 1 5 29.65V25.8A7 7 0 0 1 2 20V9a7 7 0 0 1 7-7z"
      />
      <path className={styles['letter']} d="M11 10h10L11 19.5h10" />
    </svg>
  );
}
