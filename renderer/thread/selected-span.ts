import type { MessageKey } from '#shared/domain/message.ts';

/** Marks the element that holds a message's text and nothing else: neither its time nor its ticks. */
export const TEXT_MARK = 'data-message-text';

/** One end of a selection: in which message, and what of its text stands before and after it. */
export interface SpanEnd {
  readonly key: MessageKey;
  readonly before: string;
  readonly after: string;
}

/**
 * Where a selection across messages begins and ends. Only messages near the screen are drawn: of one that is scrolled away while it is selected the
 * browser forgets that it was. So each end is kept as it was when it was last seen.
 */
export class SelectedSpan {
  #anchor: SpanEnd | null = null;
  #focus: SpanEnd | null = null;

  /** To be told of every change of the page's selection. */
  note(log: HTMLElement, selection: Selection | null): void {
    const anchor = endAt(log, selection?.anchorNode ?? null, selection?.anchorOffset ?? 0);
    const focus = endAt(log, selection?.focusNode ?? null, selection?.focusOffset ?? 0);
    if (selection === null || selection.isCollapsed) {
      // Both ends are scrolled away and meet where the messages were: nobody has ended the selection.
      if (anchor === 'gone' && this.#focus !== null) return;
      this.#anchor = anchor === 'gone' ? null : anchor;
      this.#focus = null;
      return;
    }
    if (anchor !== 'gone') this.#anchor = anchor;
    if (focus !== 'gone') this.#focus = focus;
  }

  /** As the agent has drawn it, which may be upwards; null where nothing is selected. */
  get ends(): readonly [SpanEnd, SpanEnd] | null {
    return this.#anchor === null || this.#focus === null ? null : [this.#anchor, this.#focus];
  }
}

/** `gone` where the place can only be what is left of a message that is drawn no more. */
function endAt(log: HTMLElement, node: Node | null, offset: number): SpanEnd | 'gone' | null {
  if (node === null) return null;
  const articles = [...log.querySelectorAll<HTMLElement>('article[data-key]')];
  if (!log.contains(node)) {
    const around = document.createRange();
    around.selectNode(log);
    return around.comparePoint(node, offset) < 0 ? beginningOf(articles[0]) : endOf(articles.at(-1));
  }
  const element = node instanceof Element ? node : node.parentElement;
  const article = element?.closest<HTMLElement>('article[data-key]') ?? null;
  if (article !== null) return within(article, node, offset);
  if (element === node && element.querySelector(':scope > [data-item-index]') !== null) return 'gone';
  // Between messages: behind the one above, or before the first.
  const above = articles.findLast(
    (one) => (node.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING) !== 0,
  );
  return endOf(above) ?? beginningOf(articles[0]);
}

function beginningOf(article: HTMLElement | undefined): SpanEnd | null {
  return article === undefined ? null : { key: keyOf(article), before: '', after: textOf(article)?.textContent ?? '' };
}

function endOf(article: HTMLElement | undefined): SpanEnd | null {
  return article === undefined ? null : { key: keyOf(article), before: textOf(article)?.textContent ?? '', after: '' };
}

function within(article: HTMLElement, node: Node, offset: number): SpanEnd {
  const key = keyOf(article);
  const text = textOf(article);
  if (text === null) return { key, before: '', after: '' };
  const [before, after] = [document.createRange(), document.createRange()];
  before.selectNodeContents(text);
  after.selectNodeContents(text);
  const place = before.comparePoint(node, offset);
  if (place >= 0) after.collapse(false);
  if (place <= 0) before.collapse(true);
  if (place === 0) {
    after.selectNodeContents(text);
    after.setStart(node, offset);
    before.setEnd(node, offset);
  }
  return { key, before: before.toString(), after: after.toString() };
}

function keyOf(article: HTMLElement): MessageKey {
  return article.dataset['key'] ?? '';
}

function textOf(article: HTMLElement): Element | null {
  return article.querySelector(`[${TEXT_MARK}]`);
}
