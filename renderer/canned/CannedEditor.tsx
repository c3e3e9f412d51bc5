import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { Alerts } from '#renderer/composer/Alerts.tsx';
import { FileButton } from '#renderer/composer/FileButton.tsx';
import { FileChips } from '#renderer/composer/FileChips.tsx';
import { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Field, TextArea, TextInput } from '#renderer/ui/Field.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import type { CannedReply } from '#shared/domain/canned-reply.ts';
import { CANNED_SHORTCUT, CANNED_TEXT_MAX_CHARACTERS, CANNED_VARIABLES } from '#shared/domain/canned-reply.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import styles from './canned.module.css';

/** Files are staged as for a message; nothing of this becomes anybody's draft. */
const NOWHERE = 'new:00000000-0000-0000-0000-000000000000';

export function CannedEditor({
  reply,
  onDone,
}: {
  /** Null makes a new one. */
  readonly reply: CannedReply | null;
  readonly onDone: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const id = useMemo(() => reply?.id ?? crypto.randomUUID(), [reply]);
  const files = useMemo(() => {
    const store = new ComposerStore(bridge, NOWHERE, { parentMessageId: null, stored: false });
    store.addStaged(reply?.files ?? []);
    return store;
  }, [bridge, reply]);
  const attached = useStore(files.store, (state) => state.files);
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '');
  const [title, setTitle] = useState(reply?.title ?? '');
  const [text, setText] = useState(reply?.text ?? '');
  const [checked, setChecked] = useState(false);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const copying = attached.some((file) => file.progress !== null);

  const badShortcut = !CANNED_SHORTCUT.test(shortcut);
  const shortcutError =
    error?.code === 'SHORTCUT_TAKEN' || error?.code === 'SHORTCUT_INVALID'
      ? describeError(words, formats, error)
      : checked && badShortcut
        ? words('error.SHORTCUT_INVALID')
        : undefined;
  const empty = text.trim() === '' && attached.length === 0;
  const long = text.length > CANNED_TEXT_MAX_CHARACTERS;

  const save = async (): Promise<void> => {
    setChecked(true);
    setError(null);
    if (badShortcut || title.trim() === '' || empty || long || copying) return;
    const answer = await ask(bridge, 'canned.save', {
      id,
      shortcut,
      title: title.trim(),
      text,
      files: attached.map((file) => file.stageId),
    });
    if (answer.ok) onDone();
    else setError(answer.error);
  };
  const insert = (name: string): void => {
    const element = area.current;
    const [start, end] = [element?.selectionStart ?? text.length, element?.selectionEnd ?? text.length];
    const variable = `{{${name}}}`;
    setText(text.slice(0, start) + variable + text.slice(end));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(start + variable.length, start + variable.length);
    });
  };

  return (
    <form
      className={styles['editor']}
      aria-label={words(reply === null ? 'canned.create' : 'canned.edit')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {error !== null && shortcutError === undefined && (
        <Notice tone="danger" icon="fail" alert>
          <p>{describeError(words, formats, error)}</p>
        </Notice>
      )}
      <div className={styles['pair']}>
        <Field label={words('canned.shortcut')} error={shortcutError} hint={words('canned.shortcutHint')}>
          {(ids) => (
            <TextInput
              {...ids}
              data-autofocus
              value={shortcut}
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setShortcut(event.currentTarget.value.replace(/^\//, ''));
                setError(null);
              }}
            />
          )}
        </Field>
        <Field
          label={words('canned.name')}
          error={checked && title.trim() === '' ? words('canned.problem.title') : undefined}
        >
          {(ids) => (
            <TextInput
              {...ids}
              value={title}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <Field
        label={words('canned.text')}
        error={
          long
            ? words('error.MESSAGE_TOO_LONG', { limit: formats.number(CANNED_TEXT_MAX_CHARACTERS) })
            : checked && empty
              ? words('canned.problem.empty')
              : undefined
        }
      >
        {(ids) => (
          <TextArea
            {...ids}
            ref={area}
            className={styles['text']}
            rows={6}
            dir="auto"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <div>
        <p className={styles['hint']}>{words('canned.variables')}</p>
        <div className={styles['variables']} role="group" aria-label={words('canned.variables')}>
          {CANNED_VARIABLES.map((name) => (
            <button
              key={name}
              type="button"
              className={styles['variable']}
              title={`{{${name}}}`}
              onClick={() => insert(name)}
            >
              {words(`canned.variable.${name}`)}
            </button>
          ))}
        </div>
      </div>
      <div className={styles['files']}>
        {attached.length > 0 && (
          <FileChips
            files={attached}
            onRemove={(stageId) => files.removeFile(stageId)}
            onChoosePicture={(stageId, choice) => void files.choosePicture(stageId, choice)}
          />
        )}
        <div className={styles['alerts']}>
          <Alerts store={files} tooLong={false} parts={1} onSplit={() => undefined} onReturn={() => undefined} />
        </div>
        <FileButton onFiles={(chosen) => void files.addFiles(chosen)} />
      </div>
      <div className={styles['pageActs']}>
        <span />
        <Button onClick={onDone}>{words('ui.cancel')}</Button>
        <Button type="submit" variant="primary" aria-disabled={copying}>
          {words('canned.save')}
        </Button>
      </div>
    </form>
  );
}
