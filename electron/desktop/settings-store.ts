import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Trouble } from './trouble.ts';

/**
 * What the host has to know before an account is open: where windows were, which account was last, its sealed token, and how the program
 * behaves on this computer. Everything else lives with the account. A file that can't be read is kept beside the new one, never deleted.
 */

const savedWindow = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
  maximized: z.boolean(),
});

const accountId = z.string().regex(/^[0-9a-f]{32}$/);

const SHAPES = {
  window: savedWindow.nullable(),
  lastAccount: z.object({ accountId, demo: z.boolean() }).nullable(),
  token: z.object({ accountId, backend: z.string(), base64: z.string() }).nullable(),
  startAtLogin: z.boolean(),
  /** `auto`: only where a tray is sure to show. */
  closeToTray: z.enum(['auto', 'yes', 'no']),
  notifications: z.boolean(),
  /** Where the key store does not protect: whether the agent wants the token kept all the same. */
  keepUnprotected: z.boolean(),
} as const;

export type HostSettings = { readonly [Key in keyof typeof SHAPES]: z.output<(typeof SHAPES)[Key]> };

export const DEFAULT_HOST_SETTINGS: HostSettings = {
  window: null,
  lastAccount: null,
  token: null,
  startAtLogin: false,
  closeToTray: 'auto',
  notifications: true,
  keepUnprotected: false,
};

/** What is used of electron-store. */
export interface KeyValueFile {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

export interface SettingsStore {
  get<Key extends keyof HostSettings>(key: Key): HostSettings[Key];
  /** Written at once, atomically. A disk that can't be written costs the setting, not the program. */
  set<Key extends keyof HostSettings>(key: Key, value: HostSettings[Key]): void;
}

export const SETTINGS_NAME = 'host';

export interface SettingsParts {
  readonly folder: string;
  /** Opens the file, or throws when it is no JSON. */
  open(): KeyValueFile;
  readonly trouble: Trouble;
}

export function openSettings(parts: SettingsParts): SettingsStore {
  const path = join(parts.folder, `${SETTINGS_NAME}.json`);
  const file = openOrSetAside(parts, path);
  let keptDamaged = false;

  return {
    get: (key) => {
      const value = file.get(key);
      if (value === undefined) return DEFAULT_HOST_SETTINGS[key];
      const parsed = SHAPES[key].safeParse(value);
      if (parsed.success) return parsed.data as HostSettings[typeof key];
      if (!keptDamaged) {
        keptDamaged = true;
        parts.trouble('a setting is damaged', new Error(key));
        if (existsSync(path)) copyFileSync(path, freeName(path));
      }
      return DEFAULT_HOST_SETTINGS[key];
    },
    set: (key, value) => {
      try {
        file.set(key, value);
      } catch (error) {
        parts.trouble('a setting was not written', error);
      }
    },
  };
}

function openOrSetAside(parts: SettingsParts, path: string): KeyValueFile {
  try {
    return parts.open();
  } catch (error) {
    parts.trouble('the settings can not be read', error);
    if (!(error instanceof SyntaxError) || !existsSync(path)) return memoryFile();
    renameSync(path, freeName(path));
    return parts.open();
  }
}

function freeName(path: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${path}.bad` : `${path}.bad${number}`;
    if (!existsSync(name)) return name;
  }
}

/** For a folder that can't be read: the program runs, and remembers nothing. */
function memoryFile(): KeyValueFile {
  const values = new Map<string, unknown>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      values.set(key, value);
    },
  };
}
