import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What the browser host needs before an account is open: which one was the last, and its token where the agent agreed to keep it. The token
 * lies in a file of its own that only its owner can read; elsewhere it is in memory only.
 */

const OWNER_ONLY = 0o600;

const noteShape = z.object({
  lastAccount: z.object({ accountId: z.string().regex(/^[0-9a-f]{32}$/), demo: z.boolean() }).nullable(),
  keepToken: z.boolean(),
});
const tokenShape = z.object({ accountId: z.string(), token: z.string().min(1) });

export type LastAccount = NonNullable<z.output<typeof noteShape>['lastAccount']>;

export class Remembered {
  readonly #noteFile: string;
  readonly #tokenFile: string;
  #note: z.output<typeof noteShape>;
  /** Of the open account, in memory. */
  #token: { readonly accountId: string; readonly token: string } | null;

  constructor(dataDir: string) {
    this.#noteFile = join(dataDir, 'desk.json');
    this.#tokenFile = join(dataDir, 'token.json');
    this.#note = readAs(noteShape, this.#noteFile) ?? { lastAccount: null, keepToken: false };
    this.#token = this.#note.keepToken ? readAs(tokenShape, this.#tokenFile) : null;
  }

  get lastAccount(): LastAccount | null {
    return this.#note.lastAccount;
  }

  /** The token of the last account, where it was kept. */
  get token(): string | null {
    return this.#token !== null && this.#token.accountId === this.#note.lastAccount?.accountId
      ? this.#token.token
      : null;
  }

  /** An account was opened, signed in or out, or left (null). */
  account(account: LastAccount | null, token: string | null): void {
    const before = this.#note.lastAccount;
    this.#note = { ...this.#note, lastAccount: account };
    if (before?.accountId !== account?.accountId || before?.demo !== account?.demo) this.#writeNote();
    this.#token = account === null || token === null ? null : { accountId: account.accountId, token };
    this.#writeToken();
  }

  keepToken(keep: boolean): void {
    this.#note = { ...this.#note, keepToken: keep };
    this.#writeNote();
    this.#writeToken();
  }

  #writeNote(): void {
    replaceFile(this.#noteFile, `${JSON.stringify(this.#note)}\n`);
  }

  #writeToken(): void {
    // The demo gives its token again at each start.
    const worthKeeping = this.#note.keepToken && this.#note.lastAccount?.demo === false;
    if (worthKeeping && this.#token !== null) replaceFile(this.#tokenFile, `${JSON.stringify(this.#token)}\n`);
    else rmSync(this.#tokenFile, { force: true });
  }
}

/** A missing or damaged file is as good as none: what it says can be said again. */
function readAs<Schema extends z.ZodType>(schema: Schema, file: string): z.output<Schema> | null {
  try {
    return schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** The old content or the new one, never half of it; readable by its owner only, from the first byte. */
function replaceFile(file: string, content: string): void {
  const next = `${file}.new`;
  rmSync(next, { force: true });
  const handle = openSync(next, 'wx', OWNER_ONLY);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(next, file);
}
