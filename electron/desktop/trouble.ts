import type { HostLog } from '../dispatch/host-log.ts';

/** Something went wrong that is done without. `event`: a fixed phrase. */
export type Trouble = (event: string, error: unknown) => void;

/** Logs only the kind of an error: its message may hold a name or a path. */
export function troubleTo(log: HostLog): Trouble {
  return (event, error) => {
    const kind = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : typeof error;
    log({ level: 'warn', event, details: { kind } });
  };
}
