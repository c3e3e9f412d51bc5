import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import type { ErrorInfo } from '#shared/errors.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useDesk } from '../state/desk.ts';
import { Button } from '../ui/Button.tsx';
import { Field, Segmented, TextInput } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { KeepSignedIn } from './KeepSignedIn.tsx';
import { ProfileField } from './ProfileField.tsx';
import { SecretInput } from './SecretInput.tsx';
import { DEFAULT_SERVER } from './server-address.ts';
import type { SignInField, SignInValues } from './sign-in-form.ts';
import { checkSignIn, checkSignInAgain } from './sign-in-form.ts';
import styles from './sign-in.module.css';

export interface SignInFormProps {
  /** For the account that is open: its server is not asked for again. */
  readonly again?: boolean;
  readonly contact?: string;
  /** Stands above the fields. */
  readonly lead: ReactNode;
  readonly onSignedIn?: () => void;
  /** Below the button: the demo. */
  readonly children?: ReactNode;
}

export function SignInForm({ again = false, contact = '', lead, onSignedIn, children }: SignInFormProps) {
  const words = useWords();
  const formats = useFormats();
  const { bridge } = useDesk();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<SignInValues>({
    server: DEFAULT_SERVER,
    method: 'password',
    contact,
    password: '',
    token: '',
    userId: '',
    profile: null,
  });
  const [userIdAsked, setUserIdAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<{ readonly field: SignInField; readonly text: string } | null>(null);
  const [error, setError] = useState<ErrorInfo | null>(null);

  const set = (change: Partial<SignInValues>): void => {
    setValues((before) => ({ ...before, ...change }));
    setMissing(null);
  };
  const note = (field: SignInField): string | undefined => (missing?.field === field ? missing.text : undefined);
  const focusField = (field: SignInField): void => {
    form.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
  };

  const submit = async (): Promise<void> => {
    const checked = again ? checkSignInAgain(values, userIdAsked) : checkSignIn(values, userIdAsked);
    if (!checked.ok) {
      setMissing({ field: checked.field, text: words(checked.key) });
      focusField(checked.field);
      return;
    }
    setBusy(true);
    setError(null);
    const envelope = await bridge.engine('session.signIn', checked.input);
    setBusy(false);
    if (envelope.ok) {
      onSignedIn?.();
      return;
    }
    if (envelope.error.code === 'USER_ID_NEEDED') setUserIdAsked(true);
    setError(envelope.error);
    // After the field has appeared.
    if (envelope.error.code === 'USER_ID_NEEDED') requestAnimationFrame(() => focusField('userId'));
  };

  return (
    <form
      ref={form}
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      {lead}
      {error && (
        <Notice tone="danger" icon="fail" alert>
          <p>{describeError(words, formats, error)}</p>
          <p>{words('signIn.kept')}</p>
        </Notice>
      )}
      {!again && (
        <Field label={words('signIn.server')} error={note('server')}>
          {(ids) => (
            <TextInput
              {...ids}
              name="server"
              type="text"
              inputMode="url"
              autoComplete="url"
              autoCapitalize="none"
              spellCheck={false}
              value={values.server}
              onChange={(event) => set({ server: event.target.value })}
            />
          )}
        </Field>
      )}
      <Segmented
        label={words('signIn.method')}
        value={values.method}
        options={[
          { value: 'password', label: words('signIn.method.password') },
          { value: 'token', label: words('signIn.method.token') },
        ]}
        onChange={(method) => set({ method })}
      />
      {values.method === 'password' ? (
        <>
          <Field label={words('signIn.contact')} error={note('contact')}>
            {(ids) => (
              <TextInput
                {...ids}
                name="contact"
                data-autofocus={contact === '' ? '' : undefined}
                type="text"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                value={values.contact}
                onChange={(event) => set({ contact: event.target.value })}
              />
            )}
          </Field>
          <Field label={words('signIn.password')} error={note('password')}>
            {(ids) => (
              <SecretInput
                {...ids}
                name="password"
                data-autofocus={contact === '' ? undefined : ''}
                autoComplete="current-password"
                value={values.password}
                onChange={(password) => set({ password })}
              />
            )}
          </Field>
        </>
      ) : (
        <>
          <Field label={words('signIn.token')} hint={words('signIn.tokenHint')} error={note('token')}>
            {(ids) => (
              <SecretInput
                {...ids}
                name="token"
                autoComplete="off"
                value={values.token}
                onChange={(token) => set({ token })}
              />
            )}
          </Field>
          {userIdAsked && (
            <Field label={words('signIn.userId')} hint={words('signIn.userIdHint')} error={note('userId')}>
              {(ids) => (
                <TextInput
                  {...ids}
                  name="userId"
                  type="text"
                  inputMode="numeric"
                  autoComplete="off"
                  value={values.userId}
                  onChange={(event) => set({ userId: event.target.value })}
                />
              )}
            </Field>
          )}
        </>
      )}
      {!again && (
        <ProfileField
          onRead={(reading) => {
            set({
              profile: reading.profile,
              ...(reading.profile.apiUrl === undefined ? {} : { server: reading.profile.apiUrl }),
              ...(reading.token === null ? {} : { method: 'token', token: reading.token }),
              ...(reading.userId === null ? {} : { userId: String(reading.userId) }),
            });
          }}
          onCleared={() => set({ profile: null })}
        />
      )}
      <KeepSignedIn />
      <Button type="submit" variant="primary" size="lg" wide aria-disabled={busy}>
        {busy ? words('signIn.submitting') : words('signIn.submit')}
      </Button>
      {children}
    </form>
  );
}
