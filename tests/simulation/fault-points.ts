import Database from 'better-sqlite3';

/**
 * Faults within the engine's own files: something happens right before a chosen statement of the given databases. One place for all desks:
 * SQLite's statements are reached through their prototype.
 */
export interface StatementHook {
  /** Whether this database belongs to the desk that the hook is for. */
  readonly concerns: (path: string) => boolean;
  /** Called before each statement that may write; may throw as SQLite would. */
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

function install(): void {
  if (installed) return;
  installed = true;
  const probe = new Database(':memory:');
  const statements = Object.getPrototypeOf(probe.prepare('select 1')) as { run: Run };
  probe.close();
  const run = statements.run;
  statements.run = function hooked(this: Database.Statement, ...parameters: unknown[]) {
    const { name } = this.database;
    for (const hook of hooks) if (hook.concerns(name)) hook.before();
    return run.apply(this, parameters);
  };
}

type Run = (this: Database.Statement, ...parameters: unknown[]) => Database.RunResult;
