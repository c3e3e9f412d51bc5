import { useState } from 'react';
import { useStore } from 'zustand';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useBridge } from '#renderer/bridge/context.ts';
import { useDesk, useSessionState } from '#renderer/state/desk.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { useFilePicker } from '#renderer/ui/use-file-picker.tsx';
import type { EngineOutput } from '#shared/contract/engine.ts';
import type { CannedReply } from '#shared/domain/canned-reply.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import styles from './canned.module.css';
import { CannedEditor } from './CannedEditor.tsx';
import { CannedPreview } from './CannedPreview.tsx';

type Told =
  | { readonly kind: 'imported'; readonly outcome: EngineOutput<'canned.import'> }
  | { readonly kind: 'exported' }
  | { readonly kind: 'failed'; readonly error: ErrorInfo };

const NOTHING_KNOWN = {};
const FILENAME = 'canned-replies.json';

/** The page of *Settings* where canned replies are made, changed, removed, taken along and brought in. */
export function CannedPage() {
  const words = useWords();
  const bridge = useBridge();
  const { canned } = useDesk();
  const { replies, error } = useStore(canned, (state) => state);
  const [editing, setEditing] = useState<CannedReply | 'new' | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const asksWhere = useSessionState((state) => state.host?.capabilities.showInFolder ?? false);

  const bringIn = async (file: File): Promise<void> => {
    const text = await file.text().catch(() => null);
    const answer =
      text === null
        ? ({ ok: false, error: { code: 'IMPORT_UNREADABLE', message: '', details: {} } } as const)
        : await ask(bridge, 'canned.import', { text });
    setTold(answer.ok ? { kind: 'imported', outcome: answer.value } : { kind: 'failed', error: answer.error });
  };
  const picker = useFilePicker({
    accept: '.json,application/json',
    label: words('canned.importFile'),
    onFiles: ([file]) => {
      if (file !== undefined) void bringIn(file);
    },
  });
  const takeAlong = async (): Promise<void> => {
    const answer = await ask(bridge, 'canned.export', {});
    if (answer.ok && asksWhere) {
      // Not saved without an error means that the agent thought better of it.
      const saved = await bridge.host('file.saveText', { filename: FILENAME, text: answer.value });
      if (!saved.ok) setTold({ kind: 'failed', error: saved.error });
      else if (saved.value.saved) setTold({ kind: 'exported' });
    } else if (answer.ok) download(answer.value);
    else setTold({ kind: 'failed', error: answer.error });
  };

  if (editing !== null) {
    return <CannedEditor reply={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />;
  }
  const none = replies?.length === 0;
  return (
    <div className={styles['page']}>
      {told !== null && <ToldNotice told={told} />}
      {error !== null && replies === null && <ToldNotice told={{ kind: 'failed', error }} />}
      <p className={styles['hint']}>{words('canned.about')}</p>
      <div className={styles['pageActs']}>
        <Button variant={none ? 'secondary' : 'primary'} icon="plus" onClick={() => setEditing('new')}>
          {words('canned.create')}
        </Button>
        <Button onClick={picker.open}>{words('canned.import')}</Button>
        {picker.input}
        {!none && <Button onClick={() => void takeAlong()}>{words('canned.export')}</Button>}
      </div>
      {none && (
        <EmptyState icon="slash" title={words('canned.empty.title')}>
          {words('canned.empty.text')}
        </EmptyState>
      )}
      {replies !== null && replies.length > 0 && (
        <ul className={styles['list']} aria-label={words('canned.title')}>
          {replies.map((reply) => (
            <Row
              key={reply.id}
              reply={reply}
              onEdit={() => setEditing(reply)}
              onFailed={(failure) => setTold(failure)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function Row({
  reply,
  onEdit,
  onFailed,
}: {
  readonly reply: CannedReply;
  readonly onEdit: () => void;
  readonly onFailed: (told: Told) => void;
}) {
  const words = useWords();
  const bridge = useBridge();
  const [asking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    const answer = await ask(bridge, 'canned.remove', { id: reply.id });
    if (!answer.ok) onFailed({ kind: 'failed', error: answer.error });
  };
  return (
    <li className={styles['row']}>
      <span className={styles['shortcut']}>/{reply.shortcut}</span>
      <span className={styles['optionBody']}>
        <span className={styles['optionTitle']}>{reply.title}</span>
        <CannedPreview reply={reply} values={NOTHING_KNOWN} variables />
      </span>
      <span className={styles['rowActs']}>
        {asking ? (
          <>
            <Button size="sm" onClick={() => setAsking(false)}>
              {words('canned.keep')}
            </Button>
            <Button size="sm" variant="danger" onClick={() => void remove()}>
              {words('canned.removeNow', { shortcut: reply.shortcut })}
            </Button>
          </>
        ) : (
          <>
            <Button
              size="sm"
              variant="quiet"
              aria-label={words('canned.editOne', { shortcut: reply.shortcut })}
              onClick={onEdit}
            >
              {words('thread.act.edit')}
            </Button>
            <Button
              size="sm"
              variant="quiet-danger"
              aria-label={words('canned.removeOne', { shortcut: reply.shortcut })}
              onClick={() => setAsking(true)}
            >
              {words('canned.remove')}
            </Button>
          </>
        )}
      </span>
    </li>
  );
}

function ToldNotice({ told }: { readonly told: Told }) {
  const words = useWords();
  const formats = useFormats();
  if (told.kind === 'failed') {
    return (
      <Notice tone="danger" icon="fail" alert>
        <p>{describeError(words, formats, told.error)}</p>
      </Notice>
    );
  }
  if (told.kind === 'exported') {
    return (
      <Notice tone="neutral" icon="check" alert>
        <p>{words('canned.exported')}</p>
      </Notice>
    );
  }
  const { imported, refused } = told.outcome;
  return (
    <Notice tone={refused.length > 0 ? 'warning' : 'neutral'} icon={refused.length > 0 ? 'alert' : 'check'} alert>
      <p>{words('canned.imported', { count: imported })}</p>
      {refused.length > 0 && (
        <ul className={styles['refused']}>
          {refused.map(({ shortcut, error }) => (
            <li key={shortcut}>
              {words('canned.refusedOne', { shortcut, reason: describeError(words, formats, error) })}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = FILENAME;
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
