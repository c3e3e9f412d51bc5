import { useState } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '#shared/domain/settings.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useDesk, useSettings } from '../state/desk.ts';
import { Segmented } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import styles from './settings.module.css';

const UNDO = ['0', '3', '5', '10'] as const;
const UNDO_SECONDS: Readonly<Record<(typeof UNDO)[number], Settings['undoSendSeconds']>> = {
  '0': 0,
  '3': 3,
  '5': 5,
  '10': 10,
};

export function GeneralPage() {
  const words = useWords();
  const formats = useFormats();
  const desk = useDesk();
  const { enterSends, undoSendSeconds, readPolicy, sendTyping, replyLanguage } = useSettings();
  const { language, theme } = useStore(desk.look, (state) => state);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const change = (part: Partial<Settings>): void => {
    void desk.changeSettings(part).then(setError);
  };
  return (
    <div className={styles['settings']}>
      {error && (
        <Notice tone="danger" icon="fail" alert>
          <p>{words('settings.failed', { reason: describeError(words, formats, error) })}</p>
        </Notice>
      )}
      <Setting
        label={words('language.label')}
        hint={words('settings.language.hint')}
        value={language}
        options={(['system', 'en', 'id'] as const).map((value) => ({ value, label: words(`language.${value}`) }))}
        onChange={(value) => change({ language: value })}
      />
      <Setting
        label={words('theme.label')}
        hint={words('settings.theme.hint')}
        value={theme}
        options={(['system', 'light', 'dark', 'contrast'] as const).map((value) => ({
          value,
          label: words(`theme.${value}`),
        }))}
        onChange={(value) => change({ theme: value })}
      />
      <Setting
        label={words('settings.enter.label')}
        hint={words(enterSends ? 'settings.enter.sendsHint' : 'settings.enter.breaksHint')}
        value={enterSends ? 'sends' : 'breaks'}
        options={(['sends', 'breaks'] as const).map((value) => ({ value, label: words(`settings.enter.${value}`) }))}
        onChange={(value) => change({ enterSends: value === 'sends' })}
      />
      <Setting
        label={words('settings.undo.label')}
        hint={words(undoSendSeconds === 0 ? 'settings.undo.offHint' : 'settings.undo.onHint')}
        value={`${undoSendSeconds}`}
        options={UNDO.map((value) => ({
          value,
          label: value === '0' ? words('settings.undo.off') : words('settings.undo.seconds', { count: value }),
        }))}
        onChange={(value) => change({ undoSendSeconds: UNDO_SECONDS[value] })}
      />
      <Setting
        label={words('settings.read.label')}
        hint={words(`settings.read.${readPolicy}Hint`)}
        value={readPolicy}
        options={(['on-view', 'on-reply', 'by-hand'] as const).map((value) => ({
          value,
          label: words(`settings.read.${value}`),
        }))}
        onChange={(value) => change({ readPolicy: value })}
      />
      <Setting
        label={words('settings.typing.label')}
        hint={words(sendTyping ? 'settings.typing.onHint' : 'settings.typing.offHint')}
        value={sendTyping ? 'on' : 'off'}
        options={(['on', 'off'] as const).map((value) => ({ value, label: words(`settings.typing.${value}`) }))}
        onChange={(value) => change({ sendTyping: value === 'on' })}
      />
      <Setting
        label={words('settings.replyLanguage.label')}
        hint={words('settings.replyLanguage.hint')}
        value={replyLanguage}
        options={(['id', 'en'] as const).map((value) => ({
          value,
          label: words(`settings.replyLanguage.${value}`),
        }))}
        onChange={(value) => change({ replyLanguage: value })}
      />
    </div>
  );
}

function Setting<Value extends string>({
  label,
  hint,
  ...choice
}: {
  readonly label: string;
  readonly hint: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <div className={styles['setting']}>
      <p className={styles['label']}>{label}</p>
      <Segmented label={label} {...choice} />
      <p className={styles['hint']}>{hint}</p>
    </div>
  );
}
