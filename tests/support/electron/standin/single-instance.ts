/**
 * One instance a user-data folder, across processes: a symbolic link that names its owner, as Chromium has it, and a
 * folder in which later instances leave what they were started with.
 */
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

export interface SecondInstance {
  argv: string[];
  workingDirectory: string;
  additionalData: unknown;
}

let held: string | undefined;
let watcher: ReturnType<typeof watch> | undefined;

const lockIn = (folder: string): string => path.join(folder, 'StandInSingleton');
const lettersIn = (folder: string): string => path.join(folder, 'StandInSecondInstances');

function ownerOf(lock: string): number | undefined {
  try {
    const pid = Number(readlinkSync(lock));
    // A zombie still has a folder in /proc but no command line.
    return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`).length > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function tryLink(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch {
    return false;
  }
}

/** True when this process is the one instance; else the letter was left for the other, and it will be told. */
export function requestLock(
  folder: string,
  letter: SecondInstance,
  received: (letter: SecondInstance) => void,
): boolean {
  if (held !== undefined) return true;
  mkdirSync(folder, { recursive: true });
  const lock = lockIn(folder);
  if (!tryLink(lock)) {
    if (ownerOf(lock) === undefined) {
      // Its owner died: whoever renames the dead link away may try for a new one.
      const aside = `${lock}-${randomUUID()}`;
      try {
        renameSync(lock, aside);
        rmSync(aside);
      } catch {
        return requestLock(folder, letter, received);
      }
      return requestLock(folder, letter, received);
    }
    const letters = lettersIn(folder);
    mkdirSync(letters, { recursive: true });
    const name = randomUUID();
    writeFileSync(path.join(letters, `${name}.tmp`), JSON.stringify(letter));
    renameSync(path.join(letters, `${name}.tmp`), path.join(letters, `${name}.json`));
    return false;
  }
  held = lock;
  const letters = lettersIn(folder);
  rmSync(letters, { recursive: true, force: true });
  mkdirSync(letters, { recursive: true });
  const readLetters = (): void => {
    for (const name of existsSync(letters) ? readdirSync(letters) : []) {
      if (!name.endsWith('.json')) continue;
      const file = path.join(letters, name);
      const text = readFileSync(file, 'utf8');
      rmSync(file);
      received(JSON.parse(text) as SecondInstance);
    }
  };
  watcher = watch(letters, readLetters);
  watcher.unref();
  process.on('exit', releaseLock);
  return true;
}

export function holdsLock(): boolean {
  return held !== undefined;
}

export function releaseLock(): void {
  watcher?.close();
  if (held !== undefined) rmSync(held, { force: true });
  held = undefined;
}
