/** Sleep, wake, lock, unlock and shutdown of the computer, told on at once. */

export type PowerNews = 'suspend' | 'resume' | 'lock' | 'unlock';

/** What is used of Electron's `powerMonitor`. Only Windows and macOS say when the screen is locked. */
export interface PowerEvents {
  on(event: 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen', listener: () => void): unknown;
  /** Delayed by `preventDefault` until the program has ended by itself. */
  on(event: 'shutdown', listener: (event?: { preventDefault?: () => void }) => void): unknown;
}

export interface PowerListener {
  news(news: PowerNews): void;
  shutdown(): void;
}

export function watchPower(power: PowerEvents, listener: PowerListener): void {
  power.on('suspend', () => {
    listener.news('suspend');
  });
  power.on('resume', () => {
    listener.news('resume');
  });
  power.on('lock-screen', () => {
    listener.news('lock');
  });
  power.on('unlock-screen', () => {
    listener.news('unlock');
  });
  power.on('shutdown', (event) => {
    event?.preventDefault?.();
    listener.shutdown();
  });
}
