import { useState } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '#shared/domain/settings.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useDesk, useLayout, useSettings } from '../state/desk.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Segmented } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import styles from './settings.module.css';

/** Each choice works at once; there is nothing to save. */
export function SettingsDialog() {
  const words = useWords();
  const open = useLayout((state) => state.dialog === 'settings');
  const openDialog = useLayout((state) => state.openDialog);
  return (
    <Dialog open={open} onOpenChange={(next) => openDialog(next ? 'settings' : 'none')} title={words('settings.title')}>
      <Choices />
    </Dialog>
  );
}

function Choices() {
  const words = useWords();
  const formats = useFormats();
  const desk = useDesk();
  const { enterSends } = useSettings();
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
      <div className={styles['setting']}>
        <p className={styles['label']}>{words('language.label')}</p>
        <Segmented
          label={words('language.label')}
          value={language}
          options={(['system', 'en', 'id'] as const).map((value) => ({ value, label: words(`language.${value}`) }))}
          onChange={(value) => change({ language: value })}
        />
      </div>
      <div className={styles['setting']}>
        <p className={styles['label']}>{words('theme.label')}</p>
        <Segmented
          label={words('theme.label')}
          value={theme}
          options={(['system', 'light', 'dark', 'contrast'] as const).map((value) => ({
            value,
            label: words(`theme.${value}`),
          }))}
          onChange={(value) => change({ theme: value })}
        />
      </div>
      <div className={styles['setting']}>
        <p className={styles['label']}>{words('settings.enter.label')}</p>
        <Segmented
          label={words('settings.enter.label')}
          value={enterSends ? 'sends' : 'breaks'}
          options={(['sends', 'breaks'] as const).map((value) => ({ value, label: words(`settings.enter.${value}`) }))}
          onChange={(value) => change({ enterSends: value === 'sends' })}
        />
        <p className={styles['hint']}>{words(enterSends ? 'settings.enter.sendsHint' : 'settings.enter.breaksHint')}</p>
      </div>
    </div>
  );
}
