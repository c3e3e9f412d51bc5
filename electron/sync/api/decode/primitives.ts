import type { ApiTime, JsonObject, JsonValue } from '../types.ts';

/** Reading of single values, as liberal as docs/api.md section 12 asks. `undefined`: not there, or not to be understood. */

export type Raw = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number, also when it came as text. */
export function integer(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value === 'string' && /^\s*-?\d{1,16}\s*$/.test(value)) {
    const parsed = Number(value);
    return Number.isSafeInteger(parsed) ? parsed : undefined;
  }
  return undefined;
}

/** A server id: positive. */
export function identifier(value: unknown): number | undefined {
  const parsed = integer(value);
  return parsed !== undefined && parsed > 0 ? parsed : undefined;
}

/** An id that may be told as null; anything else that is no id counts as null too, unless the field is missing. */
export function optionalId(value: unknown): number | null | undefined {
  return value === undefined ? undefined : (identifier(value) ?? null);
}

/** `true`, `1`, `"1"`, `"true"` and their opposites. */
export function flag(value: unknown): boolean | undefined {
  switch (value) {
    case true:
    case 1:
    case '1':
    case 'true':
      return true;
    case false:
    case 0:
    case '0':
    case 'false':
      return false;
    default:
      return undefined;
  }
}

/** Text as it was sent; numbers and booleans as text; structures are no text. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

export function optionalText(value: unknown): string | null | undefined {
  return value === undefined ? undefined : (text(value) ?? null);
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * `2025-09-26T10:00:00.000000Z`, with any offset, `2025-09-26 10:00:00` (UTC), a date alone (UTC), seconds or milliseconds since 1970, and
 * PHP's `{ "date", "timezone" }`.
 */
export function time(value: unknown): ApiTime | null {
  if (typeof value === 'string') return timeOfText(value);
  if (typeof value === 'number' && Number.isFinite(value) && value > 1e8 && value < 1e14) {
    return { sent: String(value), ms: Math.round(value > 1e11 ? value : value * 1000) };
  }
  if (isRecord(value) && typeof value['date'] === 'string' && (value['timezone'] ?? 'UTC') === 'UTC') {
    return timeOfText(value['date']);
  }
  return null;
}

function timeOfText(sent: string): ApiTime | null {
  const match = MOMENT.exec(sent.trim());
  if (match === null) return null;
  const offset = match[3] ?? 'Z';
  const ms = Date.parse(
    `${match[1]}T${match[2] ?? '00:00:00'}${offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset}`,
  );
  return Number.isNaN(ms) ? null : { sent, ms };
}

export function optionalTime(value: unknown): ApiTime | null | undefined {
  return value === undefined ? undefined : time(value);
}

/** The first of the names that the record has with something in it; else what it says under the last name it has at all. */
export function either(record: Raw, ...names: readonly string[]): unknown {
  let told: unknown;
  for (const name of names) {
    const value = record[name];
    if (value !== undefined && value !== null) return value;
    if (value === null) told = null;
  }
  return told;
}

/**
 * Metadata and snapshots: an object as it is, `[]` as `{}`, a JSON string parsed (twice at most), anything else as it came.
 * Undefined where it is missing.
 */
export function json(value: unknown): JsonValue | undefined {
  if (value === undefined) return undefined;
  let current = value;
  for (let depth = 0; depth < 2 && typeof current === 'string'; depth++) {
    const parsed = structure(current);
    if (parsed === undefined) break;
    current = parsed;
  }
  if (Array.isArray(current) && current.length === 0) return {};
  return current as JsonValue;
}

/** Only structures (and text that holds one) are worth parsing: the text "12" stays the text "12". */
function structure(value: string): unknown {
  const first = value.trimStart()[0];
  if (first !== '{' && first !== '[' && first !== '"') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** An array; also PHP's array with holes, which arrives as an object with numbers for names. Undefined for null and for anything else. */
export function list(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) ? keys.map((key) => value[key]) : undefined;
}

/** What a structure looked like, without any of its values. */
export function shapeOf(value: unknown): string {
  if (!isRecord(value)) return Array.isArray(value) ? `array(${value.length})` : value === null ? 'null' : typeof value;
  const fields = Object.entries(value)
    .slice(0, 40)
    .map(([key, field]) => `${key.slice(0, 40)}:${kindOf(field)}`);
  return `{${fields.join(',')}}`.slice(0, 600);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const PEOPLE =
  /user|shop|owner|sender|receiver|participant|profile|member|person|people|customer|seller|buyer|author|editor|agent|creator/i;
const SECRET =
  /token|password|passwd|secret|credential|authorization|ktp|\bnik\b|^nik|identity_card|id_card|otp|\bpin\b/i;
const PERSONAL = [
  'email',
  'password',
  'phone',
  'shop_name',
  'profile_photo',
  'remember_token',
  'access_token',
  'nik',
  'ktp',
];

/** Fields the document does not have, as JSON, without anything that may belong to people or shops (docs/api.md section 12). */
export function extraFields(record: Raw, known: ReadonlySet<string>): JsonObject {
  let extra: JsonObject | undefined;
  for (const key in record) {
    if (known.has(key) || key === '__proto__') continue;
    const kept = keepable(key, record[key], 0);
    if (kept === undefined) continue;
    extra ??= {};
    extra[key] = kept;
  }
  return extra ?? NOTHING;
}

const NOTHING: JsonObject = Object.freeze({});
const DEEPEST = 8;

function keepable(key: string, value: unknown, depth: number): JsonValue | undefined {
  if (SECRET.test(key) || depth > DEEPEST) return undefined;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value !== 'object' || PEOPLE.test(key)) return undefined;
  if (Array.isArray(value)) {
    return value.map((item: unknown) => keepable('', item, depth + 1)).filter((item) => item !== undefined);
  }
  const record = value as Raw;
  if (PERSONAL.some((name) => Object.hasOwn(record, name))) return undefined;
  const kept: JsonObject = {};
  for (const [name, field] of Object.entries(record)) {
    if (name === '__proto__') continue;
    const inner = keepable(name, field, depth + 1);
    if (inner !== undefined) kept[name] = inner;
  }
  return kept;
}
