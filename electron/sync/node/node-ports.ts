import { randomUUID } from 'node:crypto';
import {
  access,
  appendFile,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { PusherTransport } from '../inbound/pusher-transport.ts';
import type { Clock, EnginePorts, FileSystem, Log, Random, Timers } from '../ports.ts';

/** The ports on real Node, for the sync server's process. */

export const nodeClock: Clock = {
  now: () => Date.now(),
  // Since the computer's start, not since the process's: what is stored of it can be compared after a restart.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
};

/** The longest delay that Node's timers keep; longer ones would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export const nodeTimers: Timers = {
  setTimeout: (callback, milliseconds) => setTimeout(callback, Math.min(milliseconds, LONGEST_DELAY_MS)),
  clearTimeout: (handle) => {
    clearTimeout(handle as NodeJS.Timeout);
  },
};

export const nodeRandom: Random = {
  next: () => Math.random(),
  uuid: () => randomUUID(),
};

export const nodeFiles: FileSystem = {
  mkdir: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  exists: async (path) => {
    try {
      await access(path);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  },
  size: async (path) => (await stat(path)).size,
  read: async (path, offset, length) => {
    const handle = await open(path, 'r');
    try {
      const buffer = new Uint8Array(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  },
  readAll: async (path) => new Uint8Array(await readFile(path)),
  write: (path, bytes) => writeFile(path, bytes, { mode: 0o600 }),
  append: (path, bytes) => appendFile(path, bytes, { mode: 0o600 }),
  copy: (from, to) => copyFile(from, to),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { recursive: true, force: true }),
  list: async (path) => {
    try {
      return await readdir(path);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
};

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** One JSON line an entry on stderr; the host decides where it goes. Debug entries only when DESK_LOG is `debug`. */
const nodeLog: Log = (entry) => {
  if (entry.level === 'debug' && process.env['DESK_LOG'] !== 'debug') return;
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
};

/** @param overrides what a host brings itself: its own fetch, a transport that knows its proxy */
export function nodePorts(overrides: Partial<EnginePorts> = {}): EnginePorts {
  return {
    clock: nodeClock,
    timers: nodeTimers,
    random: nodeRandom,
    fetch: (input, init) => fetch(input, init),
    realtime: new PusherTransport(),
    files: nodeFiles,
    log: nodeLog,
    ...overrides,
  };
}
