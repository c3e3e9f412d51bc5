import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Settings } from '#shared/domain/settings.ts';

export type LookChoice = Pick<Settings, 'language' | 'theme'>;

export interface LookState extends LookChoice {
  /** Chosen on the sign-in screen, where no account can keep it yet; handed to the account that is opened next. */
  readonly pending: Partial<LookChoice>;
}

export interface LookStore extends StoreApi<LookState> {
  /** What the account says; remembered for the first paint of the next start. */
  follow(choice: LookChoice): void;
  /** What the agent chose; shown at once. */
  choose(choice: Partial<LookChoice>, keptByAccount: boolean): void;
  taken(): void;
}

/** Read by `public/first-paint.js` as well. */
const STORAGE_KEY = 'zukses-desk.look';

/** Language and theme as they are on screen, before and after an account is open. */
export function createLookStore(storage: Pick<Storage, 'getItem' | 'setItem'> | null): LookStore {
  const store = createStore<LookState>()(() => ({
    language: 'system',
    theme: 'system',
    pending: {},
    ...read(storage),
  }));
  const keep = (): void => {
    const { language, theme } = store.getState();
    try {
      storage?.setItem(STORAGE_KEY, JSON.stringify({ language, theme }));
    } catch (error) {
      // A full or forbidden storage costs a flash of the system's theme at the next start, nothing else.
      void error;
    }
  };
  return Object.assign(store, {
    follow(choice: LookChoice) {
      store.setState({ language: choice.language, theme: choice.theme });
      keep();
    },
    choose(choice: Partial<LookChoice>, keptByAccount: boolean) {
      store.setState((state) => ({
        ...choice,
        pending: keptByAccount ? state.pending : { ...state.pending, ...choice },
      }));
      keep();
    },
    taken: () => store.setState({ pending: {} }),
  });
}

function read(storage: Pick<Storage, 'getItem'> | null): Partial<LookChoice> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null');
    if (typeof value !== 'object' || value === null) return {};
    const { language, theme } = value as { language?: unknown; theme?: unknown };
    return {
      ...(language === 'en' || language === 'id' || language === 'system' ? { language } : {}),
      ...(theme === 'light' || theme === 'dark' || theme === 'contrast' || theme === 'system' ? { theme } : {}),
    };
  } catch (error) {
    void error;
    return {};
  }
}

/** The page's own storage, where the browser gives one. */
export function pageStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch (error) {
    void error;
    return null;
  }
}
