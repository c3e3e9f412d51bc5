import type { FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';

/** The private channel to the host that started this process. When it closes, the process ends: two engines never drain one outbox. */
export interface HostChannel {
  send(message: FromSyncServer): void;
  onMessage(listener: (message: ToSyncServer) => void): void;
  onClose(listener: () => void): void;
}
