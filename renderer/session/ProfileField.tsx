import { useId, useState } from 'react';
import { unreachable } from '#shared/errors.ts';
import { useWords } from '../i18n/use-words.ts';
import { Button } from '../ui/Button.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useFilePicker } from '../ui/use-file-picker.tsx';
import type { ProfileReading } from './read-profile.ts';
import { readProfile } from './read-profile.ts';
import { DEFAULT_SERVER } from './server-address.ts';
import styles from './sign-in.module.css';

/** *Advanced*: a server profile, pasted or from a file. */
export function ProfileField({
  onRead,
  onCleared,
}: {
  readonly onRead: (reading: Extract<ProfileReading, { ok: true }>) => void;
  readonly onCleared: () => void;
}) {
  const words = useWords();
  const panel = useId();
  const [open, setOpen] = useState(false);
  const [json, setJson] = useState('');
  const [reading, setReading] = useState<ProfileReading | null>(null);

  const take = (text: string): void => {
    setJson(text);
    if (text.trim() === '') {
      setReading(null);
      onCleared();
      return;
    }
    const result = readProfile(text);
    setReading(result);
    if (result.ok) onRead(result);
    else onCleared();
  };
  const picker = useFilePicker({
    accept: '.json,application/json',
    label: words('signIn.profileFile'),
    onFiles: ([file]) => void file?.text().then(take),
  });

  return (
    <div className={styles['advanced']}>
      <button
        type="button"
        className={styles['disclose']}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        <Icon name={open ? 'down' : 'right'} size="sm" />
        {words('signIn.advanced')}
      </button>
      <div id={panel} hidden={!open} className={styles['advancedBody']}>
        <Field
          label={words('signIn.profile')}
          hint={
            reading?.ok
              ? words('signIn.profileRead', { address: reading.profile.apiUrl ?? DEFAULT_SERVER })
              : words('signIn.profileHint')
          }
          error={reading && !reading.ok ? problem(reading, words) : undefined}
        >
          {(ids) => (
            <TextArea
              {...ids}
              rows={5}
              spellCheck={false}
              autoComplete="off"
              placeholder={'{ "apiUrl": "https://…", "pusher": { "key": "…" } }'}
              value={json}
              onChange={(event) => take(event.target.value)}
            />
          )}
        </Field>
        <div>
          <Button size="sm" icon="file" onClick={picker.open}>
            {words('signIn.profileFile')}
          </Button>
          {picker.input}
        </div>
      </div>
    </div>
  );
}

function problem(reading: Extract<ProfileReading, { ok: false }>, words: ReturnType<typeof useWords>): string {
  switch (reading.problem) {
    case 'not-json':
      return words('signIn.profileNotJson', { reason: reading.reason });
    case 'unknown-key':
      return words('signIn.profileUnknownKey', { key: reading.key });
    case 'wrong-type':
      return words('signIn.profileWrongType', { key: reading.key });
    default:
      return unreachable(reading);
  }
}
