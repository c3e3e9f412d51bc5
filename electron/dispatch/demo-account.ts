import type { AccountOpening } from '#shared/contract/sync-channel.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import { CodedError } from '#shared/errors.ts';
import { DemoServer, type DemoChild } from './demo-server.ts';
import type { HostLog } from './host-log.ts';
import type { SupervisedSyncServer } from './sync-server.ts';

export interface DemoAccountParts {
  readonly fork: () => DemoChild;
  readonly log: HostLog;
  /** Null until the host has one. */
  readonly sync: () => SupervisedSyncServer | null;
}

const REOPEN_AFTER_MS = 2_000;

/** The demo as an account: its server runs while the account is open, and is started again when it dies. */
export class DemoAccount {
  readonly #server: DemoServer;
  readonly #sync: () => SupervisedSyncServer | null;
  #isOpen = false;
  #isEnding = false;
  #reopening: NodeJS.Timeout | null = null;

  constructor({ fork, log, sync }: DemoAccountParts) {
    this.#sync = sync;
    this.#server = new DemoServer({
      fork,
      log,
      onDied: () => {
        this.#reopenLater();
      },
    });
  }

  /** What opens it. Rejects when its server can't be started. */
  opening(): Promise<AccountOpening> {
    return this.#server.open();
  }

  /** Opens it in the place of the account that is open. Rejects with CodedError, or when its server can't be started. */
  async open(): Promise<void> {
    const sync = this.#sync();
    if (sync === null) throw new CodedError('ENGINE_UNAVAILABLE', 'The host is starting');
    const envelope = await sync.open(await this.opening());
    if (!envelope.ok) throw new CodedError(envelope.error.code, envelope.error.message, envelope.error.details);
  }

  /** Whoever is signed in now; nobody needs the server of an account that is not open. */
  accountChanged(account: AccountInfo | null): void {
    this.#isOpen = account?.demo === true;
    if (!this.#isOpen) void this.#server.stop();
  }

  /** Resolves when its server is gone; it is not started again. */
  stop(): Promise<void> {
    this.#isEnding = true;
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    return this.#server.stop();
  }

  /** At once, when this process itself is about to go. */
  kill(): void {
    this.#server.kill();
  }

  /** Its people come back with a new address; the account is the same. */
  #reopenLater(): void {
    if (this.#isEnding || this.#reopening !== null || !this.#isOpen) return;
    this.#reopening = setTimeout(() => {
      this.#reopening = null;
      if (!this.#isOpen) return;
      this.open().catch(() => {
        this.#reopenLater();
      });
    }, REOPEN_AFTER_MS);
  }
}
