import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The project's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** A problem that one sentence explains: no stack is shown for it. */
export class Problem extends Error {}

/**
 * @param {string} path inside the project
 * @returns {any}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/**
 * A path that somebody typed: it is meant from the folder where they stood, while npm runs every script in the project's own.
 * @param {string} path
 */
export function typedPath(path) {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/**
 * Parses a command's options, or says in one sentence which one is wrong.
 * @template {import('node:util').ParseArgsOptionsConfig} Options
 * @param {Options} options
 * @param {string} usage
 * @param {string[]} [args]
 */
export function optionsOf(options, usage, args = process.argv.slice(2)) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    throw new Problem(`${sentence}. Use: ${usage}`);
  }
}

/**
 * Runs a command's body and sets the exit code it returns; a Problem is one line on standard error and exit code 1.
 * @param {() => Promise<number>} body
 */
export async function command(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
