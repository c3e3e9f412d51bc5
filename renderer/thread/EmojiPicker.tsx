import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { EMOJI } from '#renderer/emoji/emoji.ts';
import { wordsOf } from '#renderer/emoji/find-emoji.ts';
import { useLanguage, useWords } from '#renderer/i18n/use-words.ts';
import styles from './emoji.module.css';

const GROUPS = ['quick', 'faces', 'gestures', 'things'] as const;
const NOTHING: readonly string[] = [];

export interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void;
  /** Those that are set already: picking one takes it back. */
  readonly chosen?: readonly string[];
}

/** A small set, quick to reach by keys: Tab stops once, the arrows go on from there. More are found by name in the composer. */
export function EmojiPicker({ onPick, chosen = NOTHING }: EmojiPickerProps) {
  const words = useWords();
  const language = useLanguage();
  const [current, setCurrent] = useState<string>(`${GROUPS[0]}:0`);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys are those of the buttons in it
    <div className={styles['picker']} onKeyDown={moveFocus}>
      {GROUPS.map((group) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would bring a form's semantics
        <div key={group} role="group" aria-label={words(`emoji.${group}`)}>
          <p className={styles['heading']} aria-hidden="true">
            {words(`emoji.${group}`)}
          </p>
          <div className={styles['row']}>
            {EMOJI[group].map((one, index) => {
              const at = `${group}:${index}`;
              return (
                <button
                  key={one}
                  type="button"
                  className={styles['one']}
                  title={wordsOf(one, language)[0]}
                  tabIndex={at === current ? 0 : -1}
                  {...(chosen.includes(one) ? { 'aria-pressed': true } : {})}
                  onFocus={() => setCurrent(at)}
                  onClick={() => onPick(one)}
                >
                  {one}
                </button>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const from = buttons.findIndex((button) => button === event.target);
  if (from < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const to = target(event.key, buttons, from);
  if (to === undefined) return;
  event.preventDefault();
  to.focus();
}

function target(key: string, buttons: readonly HTMLElement[], from: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowLeft':
      return buttons[Math.max(0, from - 1)];
    case 'ArrowRight':
      return buttons[Math.min(buttons.length - 1, from + 1)];
    case 'ArrowUp':
      return nearest(buttons.slice(0, from).toReversed(), buttons[from], (box, origin) => box.bottom <= origin.top + 1);
    case 'ArrowDown':
      return nearest(buttons.slice(from + 1), buttons[from], (box, origin) => box.top >= origin.bottom - 1);
    case 'Home':
      return buttons[0];
    case 'End':
      return buttons.at(-1);
    default:
      return undefined;
  }
}

/** In the next line that way, the one that stands under or over it. */
function nearest(
  candidates: readonly HTMLElement[],
  origin: HTMLElement | undefined,
  isThatWay: (box: DOMRect, origin: DOMRect) => boolean,
): HTMLElement | undefined {
  if (origin === undefined) return undefined;
  const from = origin.getBoundingClientRect();
  const there = candidates.filter((one) => isThatWay(one.getBoundingClientRect(), from));
  const line = there[0]?.getBoundingClientRect().top;
  return there
    .filter((one) => one.getBoundingClientRect().top === line)
    .toSorted(
      (a, b) =>
        Math.abs(a.getBoundingClientRect().left - from.left) - Math.abs(b.getBoundingClientRect().left - from.left),
    )[0];
}
