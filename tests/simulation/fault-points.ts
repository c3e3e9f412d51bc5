import Database from 'better-sqlite3';

/**
 * Faults within the engine's own files: something happens right before a chosen statement, or the commit, of the given databases. One place for
 * all desks: SQLite's statements are reached through their prototype.
 */
export interface StatementHook {
  /** Whether this database belongs to the desk that the hook is for. */
  readonly concerns: (path: string) => boolean;
  /** Called before each statement that may write, and before each begin and commit; may throw as SQLite would. */
  readonly before: () => void;
}

const hooks = new Set<StatementHook>();
let installed = false;

export function hookStatements(hook: StatementHook): () => void {
  install();
  hooks.add(hook);
  return () => hooks.delete(hook);
}

/** As SQLite reports a full disk. */
export function diskFull(): Error {
  return new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
}

function strike(name: string): void {
  for (const hook of hooks) if (hook.concerns(name)) hook.before();
}

function install(): void {
  if (installed) return;
  installed = true;
  const probe = new Database(':memory:');
  const statements = Object.getPrototypeOf(probe.prepare('select 1')) as { run: Run };
  probe.close();
  const run = statements.run;
  statements.run = function hooked(this: Database.Statement, ...parameters: unknown[]) {
    strike(this.database.name);
    return run.apply(this, parameters);
  };
  const databases = Database.prototype as unknown as { exec: Exec };
  const exec = databases.exec;
  databases.exec = function hooked(this: Database.Database, source: string) {
    if (source === 'COMMIT' || source === 'BEGIN IMMEDIATE') strike(this.name);
    return exec.call(this, source);
  };
}

type Run = (this: Database.Statement, ...parameters: unknown[]) => Database.RunResult;
type Exec = (this: Database.Database, source: string) => Database.Database;
