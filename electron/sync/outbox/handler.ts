import type { HoldReason, WaitReason } from '#shared/domain/outbox-state.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { RateBucket } from '#shared/limits.ts';
import type { ApiFailure } from '../api/failure.ts';
import type { OutboxRow } from '../store/local/rows.ts';
import type { Touched } from '../store/touched.ts';
import type { AnyAnswer } from './needs.ts';

/** Whether an item may go, as far as it depends on other items and on the conversation. */
export type Readiness =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly reason: WaitReason }
  | { readonly kind: 'hold'; readonly reason: HoldReason }
  | { readonly kind: 'fail'; readonly error: ErrorInfo }
  /** What it was for is no more: nothing to send, nothing to say. */
  | { readonly kind: 'drop' };

/** What reading the server says about an item whose answer was lost. `accept` writes it down: mirror first, then the item. */
export type Finding =
  | { readonly kind: 'found'; readonly accept: () => void }
  | { readonly kind: 'several' }
  | { readonly kind: 'none' }
  /** It can't be seen from outside whether it was carried out. */
  | { readonly kind: 'invisible' }
  | { readonly kind: 'failed'; readonly failure: ApiFailure };

export interface Delivery {
  readonly answer: AnyAnswer;
  /** Writes it down: mirror first, then the item. */
  readonly accept: () => void;
}

export type Prepared = { readonly ok: true; readonly send: Send } | { readonly ok: false; readonly error: ErrorInfo };
export type Send = (signal: AbortSignal, onProgress: (sent: number, total: number) => void) => Promise<Delivery>;

/** How one kind of item is sent and settled. */
export interface Handler<Row extends OutboxRow> {
  readiness(row: Row): Readiness;
  buckets(row: Row): readonly RateBucket[];
  /** What must be there before the first byte leaves: staged files, for one. */
  prepare(row: Row): Promise<Prepared>;
  /** Written together with the step to `sending`. */
  begin(row: Row, touched: Touched): void;
  /** A failure that is this handler's own matter: returns true when it has dealt with it. */
  refused?(row: Row, failure: ApiFailure, touched: Touched): boolean;
  /** Written together with the step from `sending` to anything but `sent`. */
  broke?(row: Row, failure: ApiFailure, touched: Touched): void;
  /** Reads the server anew and looks. */
  find(row: Row): Promise<Finding>;
}

export const GO: Readiness = { kind: 'go' };
