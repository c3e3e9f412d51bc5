import type { ServerProfileInput } from '#shared/contract/server-profile.ts';

/**
 * A server profile as a person brings it: JSON, from a file or pasted (docs/api.md section 14). Only keys and types are looked at here, so that
 * a mistake is named beside the field; the engine checks the rest. No schema code is loaded into the page for it.
 */
export type ProfileReading =
  | {
      readonly ok: true;
      /** The address may be left to its field. */
      readonly profile: Partial<ServerProfileInput>;
      /** Given apart from the profile at sign-in. */
      readonly token: string | null;
      readonly userId: number | null;
    }
  | { readonly ok: false; readonly problem: 'not-json'; readonly reason: string }
  | { readonly ok: false; readonly problem: 'unknown-key' | 'wrong-type'; readonly key: string };

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value !== '';
const textOrNull: Check = (value) => value === null || text(value);
const count: Check = (value) => value === null || (typeof value === 'number' && Number.isInteger(value) && value > 0);
const flag: Check = (value) => typeof value === 'boolean';
const extension: Check = (value) => typeof value === 'boolean' || value === 'probe';
const texts: Check = (value) => Array.isArray(value) && value.every(text);

interface Group {
  readonly [key: string]: Check | Group;
}

const SHAPE: Group = {
  apiUrl: text,
  token: textOrNull,
  userId: count,
  pusher: { key: textOrNull, cluster: text, host: textOrNull, port: count, tls: flag },
  channels: { user: text, conversation: text },
  authEndpoint: text,
  extensions: {
    read: extension,
    reactions: extension,
    edit: extension,
    delete: extension,
    report: extension,
    update: extension,
    contacts: extension,
  },
  linkHosts: texts,
  fileHosts: texts,
};

export function readProfile(json: string): ProfileReading {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { ok: false, problem: 'not-json', reason: error instanceof Error ? error.message : String(error) };
  }
  const wrong = mistake(value, SHAPE, '');
  if (wrong) return wrong;
  const { token, userId, ...profile } = value as Partial<ServerProfileInput> & {
    token?: string | null;
    userId?: number | null;
  };
  return { ok: true, profile, token: token ?? null, userId: userId ?? null };
}

function mistake(value: unknown, shape: Group, path: string): Extract<ProfileReading, { ok: false }> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problem: 'wrong-type', key: path === '' ? 'JSON' : path };
  }
  for (const [key, inner] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    const rule = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (rule === undefined) return { ok: false, problem: 'unknown-key', key: name };
    if (typeof rule === 'function') {
      if (!rule(inner)) return { ok: false, problem: 'wrong-type', key: name };
    } else {
      const below = mistake(inner, rule, name);
      if (below) return below;
    }
  }
  return null;
}
