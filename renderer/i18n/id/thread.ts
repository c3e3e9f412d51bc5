import type { threadEn } from '../en/thread.ts';
import type { Translation } from '../translation.ts';

export const threadId: Translation<typeof threadEn> = {
  'thread.choose': 'Pilih percakapan',
};
