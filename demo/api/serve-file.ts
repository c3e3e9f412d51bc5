import type { FileRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { drawnFile } from '../assets/drawn.ts';

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Accept-Ranges': 'bytes',
  'Cache-Control': 'private, max-age=3600',
};

/** Uploaded files and the seed's own, without a token as the document's storage host serves them; one range at a time. */
export function serveFile(world: World, request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  const path = decodeURI(pathname);
  const file = world.store.get<FileRow>(
    'SELECT path, content_type, filename, size_bytes FROM files WHERE path = ?',
    path,
  );
  const drawn = file === undefined ? drawnFile(path) : null;
  if (file === undefined && drawn === null) return new Response('Not found', { status: 404, headers: HEADERS });
  if (file !== undefined && hasExpired(world, path, searchParams.get('signature'))) {
    return new Response('The address has expired', { status: 403, headers: HEADERS });
  }
  const size = file?.size_bytes ?? drawn?.bytes.byteLength ?? 0;
  const contentType = file?.content_type ?? drawn?.contentType ?? 'application/octet-stream';
  const read = (start: number, length: number): Uint8Array<ArrayBuffer> => {
    if (drawn !== null) return new Uint8Array(drawn.bytes.subarray(start, start + length));
    const row = world.store.get<{ bytes: Uint8Array }>(
      'SELECT substr(bytes, ?, ?) AS bytes FROM files WHERE path = ?',
      start + 1,
      length,
      path,
    );
    return new Uint8Array(row?.bytes ?? []);
  };
  // A file never changes under its address.
  const etag = `"${size.toString(36)}"`;
  const headers = {
    ...HEADERS,
    ETag: etag,
    'Content-Type': contentType,
    'Content-Disposition': disposition(contentType, file?.filename ?? path.split('/').at(-1) ?? 'file'),
  };
  const onlyOf = request.headers.get('if-range');
  const range = onlyOf === null || onlyOf === etag ? parseRange(request.headers.get('range'), size) : null;
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` } });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const length = end - start + 1;
  return new Response(request.method === 'HEAD' ? null : read(start, length), {
    status: range === null ? 200 : 206,
    headers: {
      ...headers,
      'Content-Length': String(length),
      ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
    },
  });
}

/** Only what was sent has signed addresses; pictures of people, shops and products have lasting ones. */
function hasExpired(world: World, path: string, signature: string | null): boolean {
  if (world.fileSignature === 0 || signature === String(world.fileSignature)) return false;
  return world.store.get('SELECT 1 FROM attachments WHERE path = ?', path) !== undefined;
}

/** Pictures, sound and film show in place; everything else is a download, so that nothing uploaded runs in a page of this origin. */
function disposition(contentType: string, filename: string): string {
  const kind = /^(image|audio|video)\//.test(contentType) ? 'inline' : 'attachment';
  return `${kind}; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
}

function parseRange(header: string | null, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}
