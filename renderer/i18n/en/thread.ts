/** Thread, composer and details. */
export const threadEn = {
  'thread.choose': 'Choose a conversation',
} as const;
