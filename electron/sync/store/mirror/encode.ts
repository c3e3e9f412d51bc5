import type { ApiTime, JsonObject, JsonValue } from '../../api/types.ts';

/** How values stand in the mirror's columns. */

/** JSON text; null for null. */
export function jsonText(value: JsonValue | undefined): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

export function parseJson(text: string | null): JsonValue {
  if (text === null) return null;
  return text === '{}' ? {} : (JSON.parse(text) as JsonValue);
}

export function extraText(extra: JsonObject): string | null {
  for (const key in extra) if (Object.hasOwn(extra, key)) return JSON.stringify(extra);
  return null;
}

export function ms(time: ApiTime | null | undefined): number | null {
  return time ? time.ms : null;
}

/** The server's spelling of times, where it is not the documented one (from which the milliseconds give it back). */
export function spelledTimes(times: Readonly<Record<string, ApiTime | null | undefined>>): string | null {
  let unusual: Record<string, string> | null = null;
  for (const name in times) {
    const time = times[name];
    if (!time || isUsual(time)) continue;
    unusual ??= {};
    unusual[name] = time.sent;
  }
  return unusual === null ? null : JSON.stringify(unusual);
}

const USUAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}000Z$/;

function isUsual(time: ApiTime): boolean {
  return time.sent.length === 27 && USUAL.test(time.sent);
}

/** A 53-bit hash of a text, to know a document again. */
export function hashOf(text: string): number {
  let a = 0xde_ad_be_ef;
  let b = 0x41_c6_ce_57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
}
