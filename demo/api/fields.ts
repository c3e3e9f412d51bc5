import { validationFailed, type FieldErrors } from '../errors.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../json.ts';

const label = (name: string): string => name.replaceAll('_', ' ');

/**
 * Reads the fields of a request and gathers what is wrong with them, in the words of the document's 400 (docs/api.md sections 5 and 6).
 * Numbers and booleans may come as text, since a multipart form has nothing else.
 */
export class Fields {
  readonly #values: JsonObject;
  readonly #errors: FieldErrors = {};

  constructor(values: JsonObject) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  requiredString(name: string, maxCharacters = Number.POSITIVE_INFINITY): string {
    const value = this.#present(name);
    if (value === undefined) return this.#refuse(name, 'is required', '');
    return this.#string(name, value, maxCharacters);
  }

  optionalString(name: string, maxCharacters = Number.POSITIVE_INFINITY): string | null {
    const value = this.#present(name);
    return value === undefined ? null : this.#string(name, value, maxCharacters);
  }

  requiredId(name: string): number {
    const value = this.#present(name);
    if (value === undefined) return this.#refuse(name, 'is required', 0);
    return this.#integer(name, value) ?? 0;
  }

  optionalId(name: string): number | null {
    const value = this.#present(name);
    return value === undefined ? null : this.#integer(name, value);
  }

  positiveInteger(name: string, fallback: number): number {
    const value = this.#present(name);
    if (value === undefined) return fallback;
    const number = this.#integer(name, value);
    if (number !== null && number < 1) return this.#refuse(name, 'must be at least 1', fallback);
    return number ?? fallback;
  }

  optionalBoolean(name: string): boolean | null {
    const value = this.#present(name);
    if (value === undefined) return null;
    if (value === true || value === 1 || value === 'true' || value === '1') return true;
    if (value === false || value === 0 || value === 'false' || value === '0') return false;
    return this.#refuse(name, 'must be true or false', null);
  }

  /** An object, or (multipart) the JSON text of one. */
  optionalObject(name: string): JsonObject | null {
    const value = this.#present(name);
    if (value === undefined) return null;
    const parsed = typeof value === 'string' ? parseJson(value) : value;
    if (isJsonObject(parsed)) return parsed;
    if (Array.isArray(parsed) && parsed.length === 0) return {};
    return this.#refuse(name, 'must be an object', null);
  }

  requiredIds(name: string): number[] {
    const value = this.#present(name);
    if (value === undefined || (Array.isArray(value) && value.length === 0))
      return this.#refuse(name, 'is required', []);
    if (!Array.isArray(value)) return this.#refuse(name, 'must be an array', []);
    return value.map((one, index) => this.#integer(`${name}.${index}`, one) ?? 0);
  }

  oneOf(name: string, value: string, allowed: readonly string[]): void {
    if (!allowed.includes(value)) this.#add(name, `The selected ${label(name)} is invalid.`);
  }

  /** A time as the API writes it, or null to clear it; undefined where the field is absent. */
  optionalTime(name: string): number | null | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#present(name);
    if (value === undefined) return null;
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? this.#refuse(name, 'must be a valid date', null) : time;
  }

  reject(name: string, message: string): void {
    this.#add(name, message);
  }

  /** Throws the documented 400 if anything was wrong. */
  check(): void {
    if (Object.keys(this.#errors).length > 0) throw validationFailed(this.#errors);
  }

  /** Absent, null and blank are the same: missing. */
  #present(name: string): Json | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' && value.trim() === '' ? undefined : value;
  }

  #string(name: string, value: Json, maxCharacters: number): string {
    if (typeof value !== 'string') return this.#refuse(name, 'must be a string', '');
    if (Array.from(value).length > maxCharacters) {
      return this.#refuse(name, `must not be greater than ${maxCharacters} characters`, '');
    }
    return value;
  }

  #integer(name: string, value: Json): number | null {
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
    return this.#refuse(name, 'must be an integer', null);
  }

  #refuse<Fallback>(name: string, problem: string, fallback: Fallback): Fallback {
    this.#add(name, `The ${label(name)} field ${problem}.`);
    return fallback;
  }

  #add(name: string, message: string): void {
    (this.#errors[name] ??= []).push(message);
  }
}
