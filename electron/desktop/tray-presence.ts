/**
 * Whether an icon in the tray is really seen, because a window that hides to a tray that is not there is lost. On Windows and macOS it is. On
 * Linux only when somebody on the session bus watches for such icons and a host is registered to show them; GNOME has none of its own.
 */

export interface TrayProbe {
  readonly platform: string;
  /** Runs a program and resolves with what it printed; rejects when it is missing, fails or takes too long. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>;
}

const WATCHER = 'org.kde.StatusNotifierWatcher';

const QUESTIONS: readonly (readonly [string, readonly string[]])[] = [
  [
    'gdbus',
    [
      'call',
      '--session',
      '--timeout',
      '2',
      '--dest',
      WATCHER,
      '--object-path',
      '/StatusNotifierWatcher',
      '--method',
      'org.freedesktop.DBus.Properties.Get',
      WATCHER,
      'IsStatusNotifierHostRegistered',
    ],
  ],
  [
    'busctl',
    [
      '--user',
      '--timeout=2',
      'get-property',
      WATCHER,
      '/StatusNotifierWatcher',
      WATCHER,
      'IsStatusNotifierHostRegistered',
    ],
  ],
  [
    'dbus-send',
    [
      '--session',
      '--print-reply',
      '--reply-timeout=2000',
      `--dest=${WATCHER}`,
      '/StatusNotifierWatcher',
      'org.freedesktop.DBus.Properties.Get',
      `string:${WATCHER}`,
      'string:IsStatusNotifierHostRegistered',
    ],
  ],
];

/** False also when it can't be known. */
export async function trayShows({ platform, run }: TrayProbe): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, args] of QUESTIONS) {
    const answer = await run(program, args).catch(() => null);
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}

export type CloseChoice = 'auto' | 'yes' | 'no';

/**
 * What closing the last window does. On Linux it ends the program unless the agent chose otherwise and the tray was seen; on macOS programs
 * stay without a window, and the Dock brings them back.
 */
export function closingHides(choice: CloseChoice, platform: string, traySeen: boolean): boolean {
  if (choice === 'no' || !traySeen) return false;
  return choice === 'yes' || platform !== 'linux';
}
