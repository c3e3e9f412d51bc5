import type { RecordKind, SetAside } from '../types.ts';
import { isRecord, list, shapeOf, text } from './primitives.ts';

/** Collects the records that could not be understood while the rest of their page is decoded. */
export class Notes {
  readonly setAside: SetAside[] = [];

  add(kind: RecordKind, conversationId: number | null, reason: string, raw: unknown): void {
    const recordId = isRecord(raw) ? (text(raw['id'])?.slice(0, 40) ?? null) : null;
    this.setAside.push({ kind, conversationId, recordId, reason, shape: shapeOf(raw) });
  }
}

/** Decodes each element; what `decode` gives no value for has been noted by it. Undefined where there is no list at all. */
export function each<T>(value: unknown, decode: (raw: unknown, index: number) => T | null): readonly T[] | undefined {
  const items = list(value);
  if (items === undefined) return undefined;
  const decoded: T[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = decode(items[index], index);
    if (item !== null) decoded.push(item);
  }
  return decoded;
}
