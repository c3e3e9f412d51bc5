/** Runs a packaged app: Node cannot look into an asar archive, so its content is laid out beside it once. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Folder with the archive's content, unpacked files included; made anew when the archive changed. */
export function unpackedAsar(archive: string): string {
  const { mtimeMs, size } = statSync(archive);
  const folder = `${archive}.standin-${Math.round(mtimeMs)}-${size}`;
  if (existsSync(folder)) return folder;
  const asar = createRequire(import.meta.url)('@electron/asar') as {
    extractAll(archive: string, folder: string): void;
  };
  const making = `${folder}-${process.pid}`;
  mkdirSync(making, { recursive: true });
  asar.extractAll(archive, making);
  try {
    renameSync(making, folder);
  } catch {
    // Another instance was faster.
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}
