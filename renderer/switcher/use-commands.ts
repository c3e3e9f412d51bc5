import { useBridge } from '#renderer/bridge/context.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useDesk, useLayout, useSessionState } from '#renderer/state/desk.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import type { IconName } from '#renderer/ui/icon-names.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import { parseLink } from '#shared/domain/desk-link.ts';

export interface DeskCommand {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly run: () => void;
}

/** What the desk can do now, as far as its words fit what was typed. */
export function useCommands(text: string): readonly DeskCommand[] {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const desk = useDesk();
  const openId = useLayout((state) => state.open?.conversationId ?? null);
  const inTab = useSessionState((state) => state.host?.kind !== 'desktop');
  const { layout, search } = desk;
  const dialog = (which: 'settings' | 'canned-replies' | 'new-conversation' | 'shortcuts') => (): void =>
    layout.getState().openDialog(which);
  const searchFor = (wanted: string | null): void => {
    search.setWithin(null);
    if (wanted !== null) search.setText(wanted);
    layout.getState().show('search');
    search.wantFocus();
  };
  const markUnread = async (conversationId: string): Promise<void> => {
    const answer = await ask(bridge, 'read.markUnread', { conversationId });
    showToast(
      answer.ok
        ? { text: words('thread.markedUnread'), icon: 'inbox' }
        : { text: describeError(words, formats, answer.error), icon: 'alert' },
    );
  };
  const all: DeskCommand[] = [
    {
      id: 'new',
      label: words('switcher.newConversation'),
      icon: 'compose',
      keys: inTab ? 'Alt+N' : 'Ctrl+N',
      run: dialog('new-conversation'),
    },
    {
      id: 'search',
      label: words('switcher.searchAll'),
      icon: 'search',
      keys: 'Ctrl+Shift+F',
      run: () => searchFor(null),
    },
    ...(openId === null
      ? []
      : [
          {
            id: 'unread',
            label: words('switcher.markUnread'),
            icon: 'inbox' as const,
            keys: 'Ctrl+U',
            run: () => void markUnread(openId),
          },
        ]),
    ...(['inbox', 'needs-reply', 'outbox'] as const).map((view) => ({
      id: `view-${view}`,
      label: words('switcher.go', { name: words(view === 'needs-reply' ? 'rail.needsReply' : `rail.${view}`) }),
      icon: view === 'inbox' ? ('inbox' as const) : view === 'outbox' ? ('send' as const) : ('clock' as const),
      run: () => layout.getState().show(view),
    })),
    { id: 'settings', label: words('switcher.settings'), icon: 'settings', keys: 'Ctrl+,', run: dialog('settings') },
    { id: 'canned', label: words('switcher.canned'), icon: 'slash', run: dialog('canned-replies') },
    ...(['system', 'light', 'dark', 'contrast'] as const).map((theme) => ({
      id: `theme-${theme}`,
      label: words('switcher.theme', { name: words(`theme.${theme}`) }),
      icon: 'theme' as const,
      run: () => void desk.changeSettings({ theme }),
    })),
    { id: 'retry', label: words('switcher.retry'), icon: 'retry', run: () => void ask(bridge, 'sync.retryNow', {}) },
    { id: 'shortcuts', label: words('switcher.shortcuts'), icon: 'key', keys: '?', run: dialog('shortcuts') },
  ];
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return all.filter(({ id }) => !id.startsWith('theme-') && id !== 'retry');
  const place = parseLink(text.trim());
  if (place !== null) {
    const { conversationId, messageId } = place;
    return [
      {
        id: 'place',
        label: words(messageId === null ? 'switcher.openConversation' : 'switcher.openMessage'),
        icon: 'open',
        run: () => layout.getState().openConversation(conversationId, messageId),
      },
    ];
  }
  const fitting = all.filter(({ label }) => {
    const lower = label.toLowerCase();
    return wanted.split(/\s+/).every((word) => lower.includes(word));
  });
  return [
    ...fitting,
    {
      id: 'search-for',
      label: words('switcher.searchFor', { text: text.trim() }),
      icon: 'search',
      run: () => searchFor(text.trim()),
    },
  ];
}
