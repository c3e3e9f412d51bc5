/** Whether an address may be opened without asking: over https, and to one of these hosts or a host below one (docs/api.md section 14). */
export function isTrustedLink(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '' && isWithin(url.hostname, hosts);
}

/** Names that only end alike (`notzukses.com`) are other hosts. */
export function isWithin(hostname: string, hosts: readonly string[]): boolean {
  const name = hostname.toLowerCase();
  return hosts.some((one) => {
    const host = one.toLowerCase();
    return name === host || name.endsWith(`.${host}`);
  });
}
