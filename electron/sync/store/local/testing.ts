import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualTime } from '#tests/support/virtual-time.ts';
import type { LogEntry } from '../../ports.ts';
import type { Touched } from '../touched.ts';
import { openLocal, type OpenedLocal } from './open-local.ts';

/** A local.db in a folder of its own, on virtual time. */
export class LocalFolder {
  readonly time = new VirtualTime();
  readonly folder = mkdtempSync(join(tmpdir(), 'local-test-'));
  readonly path = join(this.folder, 'local.db');
  readonly logged: LogEntry[] = [];
  readonly published: Touched[] = [];
  #opened: OpenedLocal | null = null;

  open(): OpenedLocal {
    const opened = openLocal(this.path, (touched) => this.published.push(touched), {
      clock: this.time,
      timers: this.time,
      log: (entry) => this.logged.push(entry),
    });
    // No test pulls the plug.
    opened.store.db.pragma('synchronous = OFF');
    this.#opened = opened;
    return opened;
  }

  close(): void {
    this.#opened?.keeper.stop();
    this.#opened?.store.close();
    this.#opened = null;
  }

  remove(): void {
    this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
