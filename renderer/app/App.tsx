import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { LanguageContext } from '../i18n/use-words.ts';
import { resolveLanguage } from '../i18n/language.ts';
import { wordsFor } from '../i18n/words.ts';
import { BridgeContext } from '../bridge/context.ts';
import type { Desk } from '../state/desk.ts';
import { DeskContext } from '../state/desk.ts';
import { IconSprite } from '../ui/IconSprite.tsx';
import { ToastHost } from '../ui/Toast.tsx';
import { TooltipProvider } from '../ui/Tooltip.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Screens } from './Screens.tsx';

/** Everything that stands once: contexts, language and theme of the page, sprite, toasts, the last resort for errors. */
export function App({ desk }: { readonly desk: Desk }) {
  useEffect(() => desk.start(), [desk]);
  const choice = useStore(desk.look, (state) => state.language);
  const theme = useStore(desk.look, (state) => state.theme);
  const systemLocale = useStore(desk.session, (state) => state.host?.locale ?? null);
  const language = resolveLanguage(choice, systemLocale ?? navigator.language);
  const words = useMemo(() => wordsFor(language), [language]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  return (
    <LanguageContext value={language}>
      <ErrorBoundary words={words}>
        <BridgeContext value={desk.bridge}>
          <DeskContext value={desk}>
            <TooltipProvider>
              <IconSprite />
              <Screens />
              <ToastHost label={words('ui.notifications')} />
            </TooltipProvider>
          </DeskContext>
        </BridgeContext>
      </ErrorBoundary>
    </LanguageContext>
  );
}
