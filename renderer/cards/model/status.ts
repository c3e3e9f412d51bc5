import type { IconName } from '#renderer/ui/icon-names.ts';
import type { WordKey } from '#renderer/i18n/words.ts';

export interface StatusLook {
  readonly word: Extract<WordKey, `thread.status.${string}` | `status.${string}` | 'content.outOfStock'>;
  readonly tone: 'neutral' | 'success' | 'warning' | 'danger';
  readonly icon: IconName;
}

/** The server's words for the state of an order or a product, as far as they are known; others are shown as they are (docs/api.md section 4.4). */
const KNOWN: ReadonlyMap<string, StatusLook> = new Map<string, StatusLook>([
  ['pending', { word: 'thread.status.pending', tone: 'warning', icon: 'clock' }],
  ['unpaid', { word: 'thread.status.unpaid', tone: 'warning', icon: 'clock' }],
  ['paid', { word: 'thread.status.paid', tone: 'success', icon: 'check' }],
  ['processing', { word: 'thread.status.processing', tone: 'warning', icon: 'clock' }],
  ['packed', { word: 'thread.status.packed', tone: 'warning', icon: 'clock' }],
  ['shipped', { word: 'thread.status.shipped', tone: 'neutral', icon: 'send' }],
  ['delivered', { word: 'thread.status.delivered', tone: 'success', icon: 'check' }],
  ['completed', { word: 'thread.status.completed', tone: 'success', icon: 'check' }],
  ['cancelled', { word: 'thread.status.cancelled', tone: 'danger', icon: 'x' }],
  ['canceled', { word: 'thread.status.cancelled', tone: 'danger', icon: 'x' }],
  ['refunded', { word: 'thread.status.refunded', tone: 'neutral', icon: 'retry' }],
  ['returned', { word: 'thread.status.returned', tone: 'neutral', icon: 'retry' }],
  ['confirmed', { word: 'thread.status.confirmed', tone: 'success', icon: 'check' }],
  ['ready_to_ship', { word: 'thread.status.ready_to_ship', tone: 'warning', icon: 'clock' }],
  ['in_transit', { word: 'thread.status.in_transit', tone: 'neutral', icon: 'send' }],
  ['out_for_delivery', { word: 'thread.status.out_for_delivery', tone: 'neutral', icon: 'send' }],
  ['refund_requested', { word: 'thread.status.refund_requested', tone: 'warning', icon: 'retry' }],
  ['return_requested', { word: 'thread.status.return_requested', tone: 'warning', icon: 'retry' }],
  ['failed', { word: 'thread.status.failed', tone: 'danger', icon: 'x' }],
  ['expired', { word: 'thread.status.expired', tone: 'danger', icon: 'x' }],
  ['shipping', { word: 'thread.status.in_transit', tone: 'neutral', icon: 'send' }],
  ['on_delivery', { word: 'thread.status.out_for_delivery', tone: 'neutral', icon: 'send' }],
  ['ready_for_pickup', { word: 'status.waiting_pickup', tone: 'warning', icon: 'clock' }],
  ['waiting_pickup', { word: 'status.waiting_pickup', tone: 'warning', icon: 'clock' }],
  ['awaiting_payment', { word: 'status.awaiting_payment', tone: 'warning', icon: 'clock' }],
  ['waiting_payment', { word: 'status.awaiting_payment', tone: 'warning', icon: 'clock' }],
  ['pending_payment', { word: 'status.awaiting_payment', tone: 'warning', icon: 'clock' }],
  ['awaiting_shipment', { word: 'status.awaiting_shipment', tone: 'warning', icon: 'clock' }],
  ['payment_failed', { word: 'status.payment_failed', tone: 'danger', icon: 'x' }],
  ['partially_shipped', { word: 'status.partially_shipped', tone: 'neutral', icon: 'send' }],
  ['partially_refunded', { word: 'status.partially_refunded', tone: 'neutral', icon: 'retry' }],
  ['on_hold', { word: 'status.on_hold', tone: 'warning', icon: 'held' }],
  ['complaint', { word: 'status.complaint', tone: 'warning', icon: 'alert' }],
  ['disputed', { word: 'status.complaint', tone: 'warning', icon: 'alert' }],
  ['rejected', { word: 'status.rejected', tone: 'danger', icon: 'x' }],
  ['success', { word: 'thread.status.completed', tone: 'success', icon: 'check' }],
  ['done', { word: 'thread.status.completed', tone: 'success', icon: 'check' }],
  ['finished', { word: 'thread.status.completed', tone: 'success', icon: 'check' }],
  ['active', { word: 'status.active', tone: 'success', icon: 'check' }],
  ['available', { word: 'status.active', tone: 'success', icon: 'check' }],
  ['in_stock', { word: 'status.active', tone: 'success', icon: 'check' }],
  ['out_of_stock', { word: 'content.outOfStock', tone: 'danger', icon: 'x' }],
  ['sold_out', { word: 'content.outOfStock', tone: 'danger', icon: 'x' }],
  ['preorder', { word: 'status.preorder', tone: 'neutral', icon: 'clock' }],
  ['inactive', { word: 'status.inactive', tone: 'neutral', icon: 'x' }],
  ['draft', { word: 'status.draft', tone: 'neutral', icon: 'edit' }],
  ['discontinued', { word: 'status.discontinued', tone: 'neutral', icon: 'x' }],
]);

export function statusLook(status: string): StatusLook | null {
  return (
    KNOWN.get(
      status
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_'),
    ) ?? null
  );
}
