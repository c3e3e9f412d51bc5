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

/** A process's number alone may be another's after a while: with the time of its start it is its own. */
function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : `${pid}-${fields[18] ?? ''}`;
  } catch {
    return undefined;
  }
}

function isHeld(lock: string): boolean {
  try {
    const owner = readlinkSync(lock);
    return identityOf(Number(owner.split('-', 1)[0])) === owner;
  } catch {
    return false;
  }
}

function tryLink(lock: string): boolean {
  try {
    symlinkSync(identityOf(process.pid) ?? '', lock);
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
    if (!isHeld(lock)) {
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
