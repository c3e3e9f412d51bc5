import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { serverProfile, type ServerProfile } from '#shared/contract/server-profile.ts';
import { StartProblem } from './start-problem.ts';

/** The start options of the browser host; `scripts/start.mjs` passes on those that it was given. */

export interface HostOptions {
  /** Null: the usual port, or any free one where that is taken. 0: any free one. */
  readonly port: number | null;
  /** Null: the usual folder of this system. */
  readonly dataDir: string | null;
  readonly demo: boolean;
  readonly profile: ServerProfile | null;
}

const string = { type: 'string' } as const;

export function parseHostOptions(args: readonly string[]): HostOptions {
  const values = parsed(args);
  const { server, token, profile: file, demo = false } = values;
  const ways = [server !== undefined || token !== undefined, file !== undefined, demo].filter(Boolean).length;
  if (ways > 1) throw new StartProblem('Only one of --demo, --profile, and --server with --token can be given.');
  if ((server === undefined) !== (token === undefined)) {
    throw new StartProblem('--server and --token belong together: give both or none.');
  }
  const userId = values['user-id'];
  if (userId !== undefined && token === undefined) throw new StartProblem('--user-id belongs to --token.');
  return {
    port: values.port === undefined ? null : wholeNumber('--port', values.port, 0, 65_535),
    dataDir: nonEmpty('--data-dir', values['data-dir']),
    demo,
    profile: file === undefined ? fromServerOptions(server, token, userId) : readProfile(file),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: string,
        'data-dir': string,
        demo: { type: 'boolean' },
        server: string,
        token: string,
        'user-id': string,
        profile: string,
      },
    }).values;
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : '').split(/\.\s|\n/);
    throw new StartProblem(`${sentence}.`, { cause: error });
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d{1,16}$/.test(text) || value < min || value > max) {
    throw new StartProblem(`${name} takes a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

function nonEmpty(name: string, text: string | undefined): string | null {
  if (text === '') throw new StartProblem(`${name} takes a name, and it was empty.`);
  return text ?? null;
}

function fromServerOptions(
  server: string | undefined,
  token: string | undefined,
  userId: string | undefined,
): ServerProfile | null {
  if (server === undefined || token === undefined) return null;
  const result = serverProfile.safeParse({
    apiUrl: server,
    token,
    userId: userId === undefined ? null : wholeNumber('--user-id', userId, 1, Number.MAX_SAFE_INTEGER),
  });
  if (result.success) return result.data;
  const option = result.error.issues[0]?.path[0] === 'token' ? '--token' : '--server';
  throw new StartProblem(`${option} can't be used: ${firstProblem(result.error)}.`);
}

/** docs/api.md section 14. */
function readProfile(file: string): ServerProfile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : `can't be read (${codeOf(error)})`;
    throw new StartProblem(`The profile ${file} ${reason}.`, { cause: error });
  }
  const result = serverProfile.safeParse(content);
  if (result.success) return result.data;
  throw new StartProblem(`The profile ${file} can't be used: ${firstProblem(result.error)}.`);
}

/** The first thing that is wrong, with the name of its key and without its value: a token may stand there. */
function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it is not valid';
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => [...issue.path, key].join('.'));
    return `"${keys.join('", "')}" is not a known key`;
  }
  const where = issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  return `${where}${issue.message.replace(/\.$/, '')}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
