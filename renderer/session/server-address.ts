/** The address of the public service (docs/api.md section 1). */
export const DEFAULT_SERVER = 'https://api.zukses.com';

/** What people type for an address, as a URL without a slash at its end; null when it can't be one. Without a scheme it is https, on this computer http. */
export function serverAddress(typed: string): string | null {
  const trimmed = typed.trim();
  if (trimmed === '' || /\s/u.test(trimmed)) return null;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//iu.exec(trimmed)?.[0];
  const local = /^(localhost|127\.|\[::1\])/iu.test(trimmed);
  const url = scheme === undefined ? `${local ? 'http' : 'https'}://${trimmed}` : trimmed;
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null;
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '') return null;
  return parsed.href.replace(/\/+$/u, '');
}

/** The token goes there with every request: over https, or within this computer. */
export function isSafeAddress(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/u.test(hostname);
}
