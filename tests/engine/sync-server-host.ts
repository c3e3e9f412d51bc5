import { nodePorts } from '#electron/sync/node/node-ports.ts';
import type { EnginePorts } from '#electron/sync/ports.ts';
import { SyncServer } from '#electron/sync/sync-server.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineInput, EngineMethod, EngineOutput } from '#shared/contract/engine.ts';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';

/** Drives a sync server as a host does, in this process. */
export class SyncServerHost {
  readonly messages: FromSyncServer[] = [];
  readonly server: SyncServer;
  readonly #waiting = new Set<() => void>();
  #id = 0;

  constructor(overrides: Partial<EnginePorts> = {}) {
    this.server = new SyncServer(nodePorts({ log: () => undefined, ...overrides }), (message) => {
      this.messages.push(message);
      for (const wake of this.#waiting) wake();
    });
  }

  async call<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): Promise<Envelope<EngineOutput<Name>>> {
    const id = ++this.#id;
    await this.server.receive({ type: 'call', id, method, input });
    const answer = await this.until((message) => message.type === 'answer' && message.id === id);
    return (answer as Extract<FromSyncServer, { type: 'answer' }>).envelope as Envelope<EngineOutput<Name>>;
  }

  /** The first message that fits, of all that came after the first `from` ones. */
  async until(wanted: (message: FromSyncServer) => boolean, from = 0): Promise<FromSyncServer> {
    for (;;) {
      const found = this.messages.slice(from).find((message) => wanted(message));
      if (found !== undefined) return found;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  /** Everything the list shows is on this computer. */
  async upToDate(from = 0): Promise<void> {
    await this.until(
      (message) =>
        message.type === 'event' &&
        message.stamped.event.type === 'sync' &&
        message.stamped.event.status.connection === 'online' &&
        message.stamped.event.status.catchUp === null &&
        message.stamped.event.status.lastUpToDateAt !== null,
      from,
    );
  }
}
