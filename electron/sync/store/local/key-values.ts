import { DEFAULT_SETTINGS, type Settings } from '#shared/domain/settings.ts';
import type { JsonValue } from '../../api/types.ts';
import type { SqliteStore } from '../sqlite.ts';
import type { Touched } from '../touched.ts';

export type Space = 'settings' | 'profile' | 'rate' | 'server' | 'engine';

export interface KnownValue {
  readonly value: JsonValue;
  /** When it was written, UTC milliseconds. */
  readonly at: number;
}

/** Small values under a name. */
export class KeyValues {
  readonly #store: SqliteStore;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  get(space: Space, key: string): KnownValue | null {
    const row = this.#store
      .sql<[string, string], { value: string; at: number }>(
        'select value, at from key_values where space = ? and key = ?',
      )
      .get(space, key);
    return row === undefined ? null : { value: JSON.parse(row.value) as JsonValue, at: row.at };
  }

  all(space: Space): Map<string, KnownValue> {
    const rows = this.#store
      .sql<[string], { key: string; value: string; at: number }>(
        'select key, value, at from key_values where space = ?',
      )
      .all(space);
    return new Map(rows.map((row) => [row.key, { value: JSON.parse(row.value) as JsonValue, at: row.at }]));
  }

  set(space: Space, key: string, value: JsonValue, now: number): void {
    this.#store
      .sql<[string, string, string, number]>(
        'insert or replace into key_values (space, key, value, at) values (?, ?, ?, ?)',
      )
      .run(space, key, JSON.stringify(value), now);
  }

  remove(space: Space, key: string): void {
    this.#store.sql<[string, string]>('delete from key_values where space = ? and key = ?').run(space, key);
  }
}

/** The agent's settings; what was never set has its default. */
export class SettingsValues {
  readonly #values: KeyValues;

  constructor(values: KeyValues) {
    this.#values = values;
  }

  read(): Settings {
    const stored = Object.fromEntries([...this.#values.all('settings')].map(([key, known]) => [key, known.value]));
    return { ...DEFAULT_SETTINGS, ...(stored as Partial<Settings>) };
  }

  set(changes: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }, now: number, touched: Touched): void {
    for (const [key, value] of Object.entries(changes)) {
      if (value !== undefined) this.#values.set('settings', key, value, now);
    }
    touched.settings = true;
  }
}
