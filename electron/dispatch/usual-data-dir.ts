import { homedir } from 'node:os';
import { join } from 'node:path';

/** The usual folder of the system for a program's own data. */
export function usualDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home = homedir()): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Zukses Desk');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Zukses Desk');
  // The XDG specification: a relative path counts as unset.
  const base = env['XDG_DATA_HOME'];
  return join(base?.startsWith('/') === true ? base : join(home, '.local', 'share'), 'zukses-desk');
}
