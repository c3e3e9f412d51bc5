import type { Timers } from './ports.ts';

/** Timers whose callbacks can't take the process down with an error that `handled` has an answer to; it returns whether it had one. */
export function guardedTimers(timers: Timers, handled: (error: unknown) => boolean): Timers {
  return {
    setTimeout: (callback, milliseconds) =>
      timers.setTimeout(() => {
        try {
          callback();
        } catch (error) {
          if (!handled(error)) throw error;
        }
      }, milliseconds),
    clearTimeout: (handle) => {
      timers.clearTimeout(handle);
    },
  };
}
