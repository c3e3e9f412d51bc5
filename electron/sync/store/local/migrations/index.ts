import type { Migration } from '../../sqlite.ts';
import { first } from './0010-first.ts';

export const localMigrations: readonly Migration[] = [first];
