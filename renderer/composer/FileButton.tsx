import { useRef } from 'react';
import { useWords } from '#renderer/i18n/use-words.ts';
import { Button } from '#renderer/ui/Button.tsx';
import styles from './composer.module.css';

/** `button "Attach files"` in forms, with its real file input behind it. */
export function FileButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const words = useWords();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="sm" icon="clip" onClick={() => picker.current?.click()}>
        {words('composer.attach')}
      </Button>
      <input
        ref={picker}
        className={styles['fileInput']}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again after it was taken out.
          event.currentTarget.value = '';
          onFiles(chosen);
        }}
      />
    </>
  );
}
