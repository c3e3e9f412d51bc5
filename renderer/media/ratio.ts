import type { AttachmentRow } from '#shared/domain/message.ts';

/** Width by height, within reason; of what has no known size that of most photos. */
export function ratioOf({ width, height }: Pick<AttachmentRow, 'width' | 'height'>): number {
  if (width === null || height === null || width <= 0 || height <= 0) return 4 / 3;
  return Math.min(2.4, Math.max(0.8, width / height));
}
