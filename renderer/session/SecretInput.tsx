import type { ComponentProps } from 'react';
import { useState } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { TextInput } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './sign-in.module.css';

/** Hidden as it is typed; a button shows it. */
export function SecretInput({
  onChange,
  ...rest
}: Omit<ComponentProps<'input'>, 'type' | 'onChange'> & { readonly onChange: (value: string) => void }) {
  const words = useWords();
  const [shown, setShown] = useState(false);
  return (
    <div className={styles['secret']}>
      <TextInput
        {...rest}
        type={shown ? 'text' : 'password'}
        autoCapitalize="none"
        spellCheck={false}
        className={styles['secretInput']}
        onChange={(event) => onChange(event.target.value)}
      />
      <IconButton
        icon="eye"
        label={words(shown ? 'signIn.hidePassword' : 'signIn.showPassword')}
        aria-pressed={shown}
        tooltip={false}
        className={styles['secretButton']}
        onClick={() => setShown(!shown)}
      />
    </div>
  );
}
