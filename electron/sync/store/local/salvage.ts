import Database from 'better-sqlite3';
import { OUTBOX_STATES } from '#shared/domain/outbox-state.ts';
import type { Db, SqlValue } from '../sqlite.ts';

/**
 * Brings over what can still be read of a damaged local.db into the copy that takes its place. A row that the damaged file still has is newer
 * than the copy's; a row that only the copy has may have gone further since.
 */

export interface SalvageReport {
  /** Rows brought over from the damaged file, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Tables of which some part could not be read. */
  readonly incomplete: readonly string[];
  /** Unsent items that only the copy had: they are looked for on the server before anything is repeated. */
  readonly uncertain: number;
}

type Row = Record<string, SqlValue>;

interface SalvagedTable {
  readonly name: string;
  /** The columns that identify a row. */
  readonly key: readonly string[];
  /** The columns it is read by, where an older file does not have all of the key's. */
  readonly order?: readonly string[];
}

const TABLES: readonly SalvagedTable[] = [
  { name: 'outbox', key: ['seq'] },
  { name: 'staged_files', key: ['stage_id'] },
  { name: 'drafts', key: ['conversation', 'parent_message_id'], order: ['conversation'] },
  { name: 'conversation_marks', key: ['conversation_id'] },
  { name: 'hidden_messages', key: ['conversation_id', 'message_id'] },
  { name: 'aliases', key: ['temporary_id'] },
  { name: 'key_values', key: ['space', 'key'] },
  { name: 'media_cache', key: ['media_id'] },
  { name: 'canned_replies', key: ['id'] },
  { name: 'stickers', key: ['stage_id'] },
];

export function salvage(damagedPath: string, into: Db): SalvageReport {
  const rows: Record<string, number> = {};
  const incomplete: string[] = [];
  let uncertain = 0;
  const damaged = openDamaged(damagedPath);
  into
    .transaction(() => {
      for (const table of TABLES) {
        const found = damaged === null ? { rows: [], complete: false } : readable(damaged, table);
        if (!found.complete) incomplete.push(table.name);
        const good = found.rows.filter((row) => makesSense(table.name, row));
        if (table.name === 'outbox') uncertain = doubtItems(into, good, found.complete);
        else if (found.complete && good.length === found.rows.length) into.exec(`delete from ${table.name}`);
        rows[table.name] = bringOver(into, table.name, good);
      }
    })
    .immediate();
  damaged?.close();
  return { rows, incomplete, uncertain };
}

function openDamaged(path: string): Db | null {
  try {
    const db = new Database(path, { fileMustExist: true });
    db.pragma('cell_size_check = on');
    // Without this SQLite reads nothing at all of a file that was cut off.
    db.unsafeMode(true);
    db.pragma('writable_schema = on');
    return db;
  } catch {
    return null;
  }
}

/** From the front as far as it goes, then from the back. */
function readable(db: Db, table: SalvagedTable): { readonly rows: Row[]; readonly complete: boolean } {
  const found = new Map<string, Row>();
  const identity = (row: Row): string => JSON.stringify(table.key.map((column) => row[column] ?? null));
  const scan = (direction: 'asc' | 'desc'): boolean => {
    try {
      const order = (table.order ?? table.key).map((column) => `${column} ${direction}`).join(', ');
      for (const row of db.prepare<[], Row>(`select * from ${table.name} order by ${order}`).iterate()) {
        found.set(identity(row), row);
      }
      return true;
    } catch {
      return false;
    }
  };
  const complete = scan('asc');
  if (!complete) scan('desc');
  return { rows: [...found.values()], complete };
}

/** A page of garbage can look like a row: what does not make sense is not brought over. */
function makesSense(table: string, row: Row): boolean {
  switch (table) {
    case 'outbox':
      return (
        (OUTBOX_STATES as readonly unknown[]).includes(row['state']) &&
        typeof row['client_id'] === 'string' &&
        isJson(row['payload'])
      );
    case 'drafts':
      return typeof row['text'] === 'string' && isJson(row['files']);
    case 'key_values':
      return isJson(row['value']);
    default:
      return true;
  }
}

function isJson(value: SqlValue | undefined): boolean {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Items that only the copy has, where the damaged file can't be read to its end: they may have been sent, changed or discarded since. A waiting
 * one counts as caught in the middle of sending, which is settled by reading the server (docs/api.md section 13.2).
 */
function doubtItems(into: Db, salvaged: readonly Row[], complete: boolean): number {
  const known = new Set(salvaged.map((row) => row['client_id']));
  const ofCopy = into.prepare<[], { client_id: string; state: string }>('select client_id, state from outbox').all();
  let uncertain = 0;
  for (const { client_id: clientId, state } of ofCopy) {
    if (known.has(clientId)) continue;
    if (complete) {
      into.prepare<[string]>('delete from outbox where client_id = ?').run(clientId);
    } else if (state !== 'sent' && state !== 'discarded') {
      uncertain += 1;
      into
        .prepare<[string]>(
          `update outbox set recovered = 1, ambiguous = 1, state = case state when 'queued' then 'sending' else state end where client_id = ?`,
        )
        .run(clientId);
    }
  }
  return uncertain;
}

function bringOver(into: Db, table: string, rows: readonly Row[]): number {
  const columns = new Set(
    into
      .prepare<[string], { name: string }>('select name from pragma_table_info(?)')
      .all(table)
      .map((c) => c.name),
  );
  let brought = 0;
  for (const row of rows) {
    const names = Object.keys(row).filter((name) => columns.has(name));
    const marks = names.map(() => '?').join(', ');
    try {
      into
        .prepare<SqlValue[]>(`insert or replace into ${table} (${names.join(', ')}) values (${marks})`)
        .run(...names.map((name) => row[name] ?? null));
      brought += 1;
    } catch (error) {
      // A type or a null that the table does not take: garbage after all.
      if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_CONSTRAINT')) throw error;
    }
  }
  return brought;
}
