import { readdirSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/**
 * The page's own files. They are listed once, and only what is on the list is served: no address, however it is written, leads out of the
 * folder.
 */

export interface StaticFile {
  readonly path: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.map': 'application/json; charset=utf-8',
};

/** Names in this folder hold a hash of their content. */
const HASHED = '/assets/';

/** Keyed by the path of an address: `/`, `/index.html`, `/assets/…`. Throws when the folder has no index.html. */
export function listStaticFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const contentType = CONTENT_TYPES[extname(name).toLowerCase()];
    if (contentType === undefined || !statSync(path).isFile()) continue;
    const address = `/${name.split(sep).join('/')}`;
    const cacheControl = address.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache';
    files.set(address, { path, contentType, cacheControl });
  }
  const index = files.get('/index.html');
  if (index === undefined) throw new Error(`${folder} has no index.html`);
  files.set('/', index);
  return files;
}

/** The file at a request's path (without its query), or null. */
export function findStaticFile(files: ReadonlyMap<string, StaticFile>, pathname: string): StaticFile | null {
  try {
    return files.get(decodeURIComponent(pathname)) ?? null;
  } catch {
    // Broken percent signs name no file.
    return null;
  }
}
