import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, readJson } from './project.mjs';
import { environmentFor } from './node24.mjs';

/** Starts other programs, and sees to it that none of them outlives this one. */

/** For what has something to bring into safety first; everything else can begin again. */
const LONG_GRACE_MS = 8_000;
const SHORT_GRACE_MS = 300;
const PARENT_CHECK_MS = 250;
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * With the time that each may take to end, in milliseconds.
 * @type {Map<import('node:child_process').ChildProcess, number>}
 */
const children = new Map();
/** @type {keyof typeof EXIT_CODES | null} */
let ending = null;

/** @param {keyof typeof EXIT_CODES} signal */
function endWith(signal) {
  if (children.size === 0) process.exit(EXIT_CODES[signal]);
  ending ??= signal;
  for (const [child, graceMs] of children) {
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  }
}

for (const signal of SIGNALS) process.on(signal, () => endWith(signal));

// npm runs scripts through a shell that dies of a signal without passing it on: then only our parent's change tells that we are to end.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent && ending === null) endWith('SIGTERM');
}, PARENT_CHECK_MS).unref();
process.on('exit', () => {
  for (const child of children.keys()) child.kill('SIGTERM');
});

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {'inherit' | 'ignore'} [output] of standard output
 * @property {'inherit' | 'ignore'} [errors] of standard error
 * @property {boolean} [shell] needed for .cmd files on Windows
 * @property {(message: unknown) => void} [onMessage] opens a channel: the child ends when this process is gone
 * @property {boolean} [hasWork] it has something to bring into safety before it ends
 */

/**
 * Runs a program to its end. When this process was told to end meanwhile, it ends with the child's code where the child ended by itself.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code
 */
export function run(file, args, options = {}) {
  const { promise, resolve, reject } = withResolvers();
  const output = options.output ?? 'inherit';
  const child = spawn(file, [...args], {
    cwd: ROOT,
    env: options.env ?? process.env,
    stdio: [
      'inherit',
      output,
      options.errors ?? 'inherit',
      ...(options.onMessage === undefined ? [] : [/** @type {const} */ ('ipc')]),
    ],
    shell: options.shell ?? false,
    windowsHide: true,
  });
  children.set(child, options.hasWork === true ? LONG_GRACE_MS : SHORT_GRACE_MS);
  if (options.onMessage !== undefined) child.on('message', options.onMessage);
  child.on('error', (error) => {
    children.delete(child);
    reject(error);
  });
  child.on('exit', (code, signal) => {
    children.delete(child);
    if (ending !== null && children.size === 0) process.exit(code ?? EXIT_CODES[ending]);
    resolve(code ?? (signal === null ? 1 : (/** @type {Record<string, number>} */ (EXIT_CODES)[signal] ?? 1)));
  });
  return promise;
}

/**
 * `Promise.withResolvers`, which Node 20 lacks.
 * @returns {{ promise: Promise<number>, resolve: (code: number) => void, reject: (error: Error) => void }}
 */
function withResolvers() {
  /** @type {(code: number) => void} */
  let resolve = () => undefined;
  /** @type {(error: Error) => void} */
  let reject = () => undefined;
  const promise = /** @type {Promise<number>} */ (
    new Promise((onValue, onError) => {
      resolve = onValue;
      reject = onError;
    })
  );
  return { promise, resolve, reject };
}

/** Tools by their name on the command line, where the package is called otherwise. */
const PACKAGE_OF = /** @type {Record<string, string>} */ ({ tsc: 'typescript', playwright: '@playwright/test' });

/**
 * Runs one of the project's own tools. By its script, not by its link: the link would take whatever Node is first on PATH.
 * @param {string} nodePath
 * @param {string} tool
 * @param {readonly string[]} args
 * @param {RunOptions & { bin?: string }} [options] `bin`: which of the package's tools, where it has several
 */
export function runTool(nodePath, tool, args, options = {}) {
  const name = PACKAGE_OF[tool] ?? tool;
  const { bin } = readJson(join('node_modules', name, 'package.json'));
  const script = join(ROOT, 'node_modules', name, typeof bin === 'string' ? bin : bin[options.bin ?? tool]);
  return run(nodePath, [script, ...args], { env: environmentFor(ROOT, nodePath), ...options });
}
