import type { Page, Pagination } from '../types.ts';
import { either, integer, isRecord, list, type Raw } from './primitives.ts';
import { Notes } from './set-aside.ts';

/**
 * The rows of a list answer, wherever the server put them: `data`, the answer itself, or a paginator inside `data`.
 * Null where there is no list to be found.
 */
export function decodePage<T>(
  body: unknown,
  decode: (raw: unknown, notes: Notes) => T | null,
  names: readonly string[] = [],
): Page<T> | null {
  const found = rowsOf(body, names);
  if (found === null) return null;
  const notes = new Notes();
  const items: T[] = [];
  for (const raw of found.rows) {
    const item = decode(raw, notes);
    if (item !== null) items.push(item);
  }
  return { items, setAside: notes.setAside, pagination: found.pagination };
}

function rowsOf(
  body: unknown,
  names: readonly string[],
): { rows: readonly unknown[]; pagination: Pagination | null } | null {
  if (Array.isArray(body)) return { rows: body, pagination: null };
  if (!isRecord(body)) return null;
  const data = body['data'];
  const direct = list(data);
  if (direct !== undefined) return { rows: direct, pagination: paginationOf(body) };
  const inner = isRecord(data) ? data : body;
  for (const name of ['data', 'items', ...names]) {
    const rows = list(inner[name]);
    if (rows !== undefined) return { rows, pagination: paginationOf(inner) ?? paginationOf(body) };
  }
  // An empty PHP array with names is `{}`, and a server may say null for no rows.
  if ('data' in body && (data === null || (isRecord(data) && Object.keys(data).length === 0))) {
    return { rows: [], pagination: paginationOf(body) };
  }
  return null;
}

function paginationOf(body: Raw): Pagination | null {
  const source = [body['pagination'], body['meta'], body].find(
    (candidate) =>
      isRecord(candidate) && ['current_page', 'per_page', 'total_pages', 'last_page'].some((name) => name in candidate),
  );
  if (!isRecord(source)) return null;
  return {
    currentPage: integer(source['current_page']) ?? null,
    perPage: integer(source['per_page']) ?? null,
    total: integer(source['total']) ?? null,
    totalPages: integer(either(source, 'total_pages', 'last_page')) ?? null,
  };
}

/** The single record of an answer: `data`, or the answer itself. */
export function recordOf(body: unknown, ...names: readonly string[]): unknown {
  if (!isRecord(body)) return body;
  const data = 'data' in body ? body['data'] : body;
  if (isRecord(data) && !('id' in data)) {
    for (const name of names) if (isRecord(data[name])) return data[name];
  }
  return data;
}
