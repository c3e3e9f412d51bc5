import { configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { VirtuosoMockContext } from 'react-virtuoso';
import { vi } from 'vitest';
import { BridgeContext } from '#renderer/bridge/context.ts';
import type { Language } from '#renderer/i18n/language.ts';
import { LanguageContext } from '#renderer/i18n/use-words.ts';
import type { Desk } from '#renderer/state/desk.ts';
import { createDesk, DeskContext } from '#renderer/state/desk.ts';
import { ToastHost } from '#renderer/ui/Toast.tsx';
import { TooltipProvider } from '#renderer/ui/Tooltip.tsx';
import type { Bridge } from '#shared/contract/bridge.ts';

/** For component tests: what jsdom lacks, and the contexts that the shell provides. */

class NoObserver {
  observe(): void {
    // Nothing is ever laid out here.
  }
  unobserve(): void {
    // Nothing is observed.
  }
  disconnect(): void {
    // Nothing is observed.
  }
}

/** Machines that test are busy: what comes is waited for, not timed. */
configure({ asyncUtilTimeout: 5_000 });

/** A page without layout: sizes are given, scrolling does nothing. Focus is there unless a test takes it away. */
export function standInForLayout(): void {
  vi.stubGlobal('ResizeObserver', NoObserver);
  vi.stubGlobal('CSS', { escape: (text: string) => text.replaceAll('"', String.raw`\"`) });
  const nothing = (): void => undefined;
  Element.prototype.scrollTo = nothing;
  Element.prototype.scrollBy = nothing;
  Element.prototype.scrollIntoView = nothing;
  Element.prototype.hasPointerCapture = () => false;
  Element.prototype.releasePointerCapture = nothing;
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
}

export interface Shown {
  readonly desk: Desk;
  readonly unmount: () => void;
}

/** Draws panes as the shell would, with the account's stores listening. */
export function show(bridge: Bridge, children: ReactNode, language: Language = 'en'): Shown {
  const desk = createDesk(bridge);
  const stop = [desk.start(), desk.startAccount()];
  const { unmount } = render(
    <LanguageContext value={language}>
      <BridgeContext value={bridge}>
        <DeskContext value={desk}>
          <TooltipProvider>
            <VirtuosoMockContext value={{ viewportHeight: 2_000, itemHeight: 60 }}>{children}</VirtuosoMockContext>
            <ToastHost label="Notifications" />
          </TooltipProvider>
        </DeskContext>
      </BridgeContext>
    </LanguageContext>,
  );
  return {
    desk,
    unmount: () => {
      unmount();
      for (const end of stop) end();
    },
  };
}
