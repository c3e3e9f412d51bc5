import { TYPING_SEND_EVERY_MS } from '#shared/limits.ts';

/** Says when the other side is told that the agent writes: at most once in 3 s while it goes on, and once that it ended (docs/api.md section 8.6). */
export interface TypingPacer {
  /** A key was pressed and the text is not empty. */
  typed(): void;
  /** Sent, emptied, left or gone. */
  stopped(): void;
}

/** `now` in milliseconds. */
export function typingPacer(send: (typing: boolean) => void, now: () => number = () => performance.now()): TypingPacer {
  let lastSentAt: number | null = null;
  return {
    typed() {
      const at = now();
      if (lastSentAt !== null && at - lastSentAt < TYPING_SEND_EVERY_MS) return;
      lastSentAt = at;
      send(true);
    },
    stopped() {
      if (lastSentAt === null) return;
      lastSentAt = null;
      send(false);
    },
  };
}
