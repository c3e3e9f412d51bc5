import { useEffect } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { useConversationRow, useCounts, useDesk, useLayout, useSession } from '../state/desk.ts';

/** The window's title: what is open and how much is unread; the host sets it where windows have titles of their own. */
export function usePageTitle(): void {
  const words = useWords();
  const { bridge } = useDesk();
  const signedIn = (useSession()?.account ?? null) !== null;
  const open = useLayout((state) => state.open);
  const view = useLayout((state) => state.view);
  const row = useConversationRow(open?.conversationId ?? null);
  const unread = useCounts()?.unread ?? 0;
  const place =
    view === 'search'
      ? words('rail.search')
      : view === 'outbox'
        ? words('rail.outbox')
        : view === 'needs-reply'
          ? words('rail.needsReply')
          : words('rail.inbox');
  const name = signedIn ? (row?.title ?? place) : words('signIn.title');
  const title =
    signedIn && unread > 0
      ? words('app.titleUnread', { count: unread > 999 ? '999+' : unread, title: name })
      : words('app.title', { title: name });
  useEffect(() => {
    document.title = title;
    void bridge.host('window.title', { title: title.slice(0, 300) });
  }, [title, bridge]);
}
