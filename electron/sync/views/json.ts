import type { JsonObject, JsonValue } from '../api/types.ts';

/** Careful readers for free-form JSON (metadata, snapshots): they give null rather than guess. */

export function objectOf(value: JsonValue | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

export function arrayOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

export function numberOf(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** UTC milliseconds of an ISO time, or of `YYYY-MM-DD HH:MM:SS` in UTC (docs/api.md section 12). */
export function timeOf(value: JsonValue | undefined): number | null {
  if (typeof value !== 'string') return null;
  const plain = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(value);
  const ms = Date.parse(plain ? `${value.replace(' ', 'T')}Z` : value);
  return Number.isNaN(ms) ? null : ms;
}

/** The first of these keys that holds something readable. */
export function firstText(from: JsonObject, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = textOf(from[key]);
    if (text !== null) return text;
  }
  return null;
}

export function firstNumber(from: JsonObject, ...keys: readonly string[]): number | null {
  for (const key of keys) {
    const number = numberOf(from[key]);
    if (number !== null) return number;
  }
  return null;
}

/** Key and value of what is left after `known`, plainly: text and numbers as they are, lists of them and flat objects with commas, the rest as JSON. */
export function remaining(from: JsonObject, known: ReadonlySet<string>): (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [];
  for (const [key, value] of Object.entries(from)) {
    if (known.has(key) || value === null || value === '') continue;
    rows.push([key, plainly(value)]);
  }
  return rows;
}

function plainly(value: Exclude<JsonValue, null>): string {
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null)) return value.join(', ');
    const named = value.map((item) => labelled(objectOf(item)));
    return named.every((item) => item !== null) ? named.join(', ') : JSON.stringify(value);
  }
  const entries = Object.entries(value).filter(([, field]) => field !== null);
  const lines = entries.flatMap(([key, field]) => (typeof field === 'object' ? [] : [`${key}: ${field}`]));
  return lines.length === entries.length ? lines.join(', ') : JSON.stringify(value);
}

/** `{ name, value }` and `{ name }`, as lists of variants and properties have them. */
function labelled(item: JsonObject | null): string | null {
  if (item === null) return null;
  const name = firstText(item, 'name', 'label', 'key');
  const value = textOf(item['value']);
  const others = Object.keys(item).filter((key) => !['name', 'label', 'key', 'value', 'id'].includes(key));
  if (name === null || others.length > 0) return null;
  return value === null ? name : `${name}: ${value}`;
}
