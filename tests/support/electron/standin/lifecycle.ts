/** Where the app is between start and end. Everything that Electron refuses before `ready` asks here. */

type Phase = 'starting' | 'ready' | 'quitting' | 'gone';

let phase: Phase = 'starting';

export const lifecycle = {
  get phase(): Phase {
    return phase;
  },
  enter(next: Phase): void {
    phase = next;
  },
};

/** Throws in Electron's words when the app is not ready yet. */
export function requireReady(message: string): void {
  if (phase === 'starting') throw new Error(message);
}

/** Throws in Electron's words when the app is ready already. */
export function requireNotReady(message: string): void {
  if (phase !== 'starting') throw new Error(message);
}
