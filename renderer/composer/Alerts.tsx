import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { describeError } from '#renderer/i18n/describe-error.ts';
import type { Formats } from '#renderer/i18n/formats.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import type { Words } from '#renderer/i18n/words.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { CONTENT_MAX_CHARACTERS, DRAFT_MAX_CHARACTERS } from '#shared/limits.ts';
import styles from './composer.module.css';
import type { ServerLimit } from './model/content.ts';
import { sizeOf } from './model/content.ts';
import { refusalWords } from './refusal-words.ts';
import type { Problem } from './state/composer-state.ts';
import type { ComposerStore } from './state/composer-store.ts';

/** Above the composer: what was not taken and why, with the way out. What was written stays where it is. */
export function Alerts({
  store,
  tooLong,
  parts,
  onSplit,
  onReturn,
  onSendHoles,
}: {
  readonly store: ComposerStore;
  readonly tooLong: boolean;
  readonly parts: number;
  readonly onSplit: () => void;
  readonly onReturn: () => void;
  /** Where holes stop a send: it may be meant. */
  readonly onSendHoles?: () => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const { problem, refusals, text, limit, waitingForEngine } = useStore(store.store);
  if (problem === null && refusals.length === 0 && !tooLong && !waitingForEngine) return null;
  return (
    <div className={styles['alerts']} role="alert">
      {waitingForEngine && <Line warning>{words('composer.waitingForEngine')}</Line>}
      {problem !== null && (
        <Line
          warning={problem.kind === 'holes' || problem.kind === 'edit-conflict'}
          action={
            problem.kind === 'edit-conflict' ? (
              <>
                <Button size="sm" onClick={() => store.settleConflict('theirs')}>
                  {words('composer.conflict.theirs')}
                </Button>
                <Button size="sm" onClick={() => store.settleConflict('mine')}>
                  {words('composer.conflict.mine')}
                </Button>
              </>
            ) : problem.kind === 'holes' && onSendHoles !== undefined ? (
              <Button size="sm" onClick={onSendHoles}>
                {words('composer.sendHoles')}
              </Button>
            ) : undefined
          }
          onDismiss={() => {
            store.dismissProblem();
            onReturn();
          }}
        >
          {problemWords(problem, words, formats)}
        </Line>
      )}
      {refusals.map((refusal) => (
        <Line
          key={`${refusal.code}:${refusal.filename}`}
          onDismiss={() => {
            store.dismissRefusal(refusal);
            onReturn();
          }}
        >
          {refusalWords(refusal, words, formats)}
        </Line>
      ))}
      {tooLong && (
        <Line
          warning
          action={
            <Button size="sm" onClick={onSplit}>
              {words('composer.split', { count: parts })}
            </Button>
          }
        >
          {lengthWords(text, limit, words, formats)}
        </Line>
      )}
    </div>
  );
}

function Line({
  children,
  warning = false,
  action,
  onDismiss,
}: {
  readonly children: ReactNode;
  readonly warning?: boolean;
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
}) {
  const words = useWords();
  return (
    <div className={cx(styles['alert'], warning && styles['alertWarning'])}>
      <Icon name={warning ? 'alert' : 'fail'} size="sm" />
      <p>{children}</p>
      {action}
      {onDismiss !== undefined && (
        <IconButton size="sm" iconSize="sm" icon="x" label={words('composer.refused.dismiss')} onClick={onDismiss} />
      )}
    </div>
  );
}

/** Enough to see what was changed; all of it stands in the thread. */
function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= 160 ? text : `${characters.slice(0, 160).join('')}…`;
}

function lengthWords(text: string, refused: ServerLimit | null, words: Words, formats: Formats): string {
  if (refused?.known === false) return words('composer.tooLongServer');
  const { characters } = sizeOf(text);
  const limit = refused?.characters ?? CONTENT_MAX_CHARACTERS;
  return characters > limit
    ? words('composer.tooLong', { count: formats.number(characters), limit: formats.number(limit) })
    : words('composer.tooLongBytes');
}

function problemWords(problem: Problem, words: Words, formats: Formats): string {
  switch (problem.kind) {
    case 'not-sent':
      return words('composer.notSent', { reason: describeError(words, formats, problem.error) });
    case 'not-edited':
      return words('composer.notEdited', { reason: describeError(words, formats, problem.error) });
    case 'too-much':
      return words('composer.tooMuch', {
        count: formats.number(problem.characters),
        limit: formats.number(DRAFT_MAX_CHARACTERS),
      });
    case 'edit-conflict':
      return words('composer.conflict', { text: shortened(problem.current) });
    case 'holes':
      return words('composer.holes', { names: formats.list(problem.names) });
    case 'split-stopped':
      return words('composer.splitStopped', {
        sent: problem.sent,
        count: problem.count,
        reason: describeError(words, formats, problem.error),
      });
    default:
      return problem satisfies never;
  }
}
