/** `session.webRequest`: the listeners that may stop, redirect or change what pages load. */
import { strictModule } from './strict.ts';

type Names = 'onBeforeRequest' | 'onBeforeSendHeaders' | 'onHeadersReceived';
type Answer = {
  cancel?: boolean;
  redirectURL?: string;
  requestHeaders?: Record<string, string | string[]>;
  responseHeaders?: Record<string, string | string[]>;
  statusLine?: string;
};
type Listener = (details: Record<string, unknown>, callback: (answer: Answer) => void) => void;

interface Registered {
  urls: RegExp[];
  listener: Listener;
}

const registered = new Map<Names, Registered>();
let changed: () => void = () => undefined;

/** Called when listeners came or went, so that pages begin or stop to ask. */
export function onWebRequestChange(callback: () => void): void {
  changed = callback;
}

export function webRequestListens(name: Names): boolean {
  return registered.has(name);
}

/** Asks the listener; resolves with its answer, at once with nothing when none is concerned. */
export function askWebRequest(name: Names, details: Record<string, unknown> & { url: string }): Promise<Answer> {
  const entry = registered.get(name);
  if (!entry || !entry.urls.some((pattern) => pattern.test(details.url))) return Promise.resolve({});
  return new Promise((resolve) => {
    entry.listener({ id: 0, timestamp: Date.now(), referrer: '', ...details }, (answer) => resolve(answer));
  });
}

/** Chrome's match patterns: scheme, host and path, each with wildcards. */
function matcher(pattern: string): RegExp {
  if (pattern === '<all_urls>') return /^/;
  if (!/^(\*|[a-z][a-z\d+.-]*):\/\/[^/]*\/.*$/i.test(pattern)) throw new TypeError(`Invalid url pattern ${pattern}`);
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/([^/]*)(\/.*)$/.exec(pattern) ?? [];
  const escaped = (text: string, wild: string): string =>
    text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', wild);
  const hostPattern = host.startsWith('*.')
    ? `(?:[^/]*\\.)?${escaped(host.slice(2), '[^/]*')}`
    : escaped(host, '[^/]*');
  return new RegExp(`^${scheme === '*' ? '[a-z]+' : escaped(scheme, '')}://${hostPattern}${escaped(path, '.*')}$`, 'i');
}

function register(name: Names) {
  return (filterOrListener: Electron.WebRequestFilter | Listener | null, listener?: Listener | null): void => {
    const filter =
      typeof filterOrListener === 'object' && filterOrListener !== null ? filterOrListener : { urls: ['<all_urls>'] };
    const given = typeof filterOrListener === 'function' ? filterOrListener : (listener ?? null);
    if (given === null) registered.delete(name);
    else registered.set(name, { urls: filter.urls.map(matcher), listener: given });
    changed();
  };
}

export const webRequest = strictModule('WebRequest', 'webRequest', {
  onBeforeRequest: register('onBeforeRequest'),
  onBeforeSendHeaders: register('onBeforeSendHeaders'),
  onHeadersReceived: register('onHeadersReceived'),
});

/** Header values as lists, whatever form a listener gave them. */
export function headerLists(headers: Record<string, string | string[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]),
  );
}
