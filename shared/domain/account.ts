import type { Milliseconds } from './message.ts';

export interface AccountInfo {
  /** Hash of API origin and user id: also the name of its folder. */
  readonly accountId: string;
  readonly apiUrl: string;
  readonly userId: number;
  readonly name: string;
  readonly email: string | null;
  readonly pictureUrl: string | null;
  readonly demo: boolean;
  /** A valid token is at hand. Without one everything can be read and written; nothing leaves. */
  readonly signedIn: boolean;
  readonly tokenExpiresAt: Milliseconds | null;
}

/** What is known of the server beside its extensions. */
export interface ServerTraits {
  /** Links to these hosts, and to those below them, are opened without asking (docs/api.md section 14). */
  readonly linkHosts: readonly string[];
  /** Types of messages that it has lately refused: what they say goes as text (docs/api.md section 9.3). */
  readonly refusedTypes: readonly string[];
}

/** Extensions of the API that this server has, lacks, or has not been asked for yet (docs/api.md section 11). */
export type ExtensionState = 'available' | 'unavailable' | 'unknown';
export type Extension = 'read' | 'reactions' | 'edit' | 'delete' | 'report' | 'update' | 'contacts';
export type Extensions = Readonly<Record<Extension, ExtensionState>>;
