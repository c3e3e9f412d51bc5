import { useEffect, useState } from 'react';
import type { Milliseconds } from '#shared/domain/message.ts';

/** The computer's clock, renewed every `everyMs`: for ages and "today". */
export function useNow(everyMs = 30_000): Milliseconds {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
