/**
 * Which proxy leads to the realtime server. `net.fetch` follows the system's proxy by itself, also in a utility process; a WebSocket of Node's
 * does not, so the sync server asks the main process, which alone can resolve one.
 */

export interface ProxyQuestion {
  readonly type: 'desk:resolve-proxy';
  readonly url: string;
}

export interface ProxyAnswer {
  readonly type: 'desk:proxy';
  readonly url: string;
  /** As a PAC file says it: `PROXY host:port; DIRECT`. */
  readonly proxies: string;
}

function hasType(message: unknown, type: string): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
}

export function isProxyQuestion(message: unknown): message is ProxyQuestion {
  return hasType(message, 'desk:resolve-proxy');
}

export function isProxyAnswer(message: unknown): message is ProxyAnswer {
  return hasType(message, 'desk:proxy');
}

/** The first proxy of the list that a WebSocket can go through, as a URL; null: directly. SOCKS is not spoken, and passed over. */
export function proxyUrl(proxies: string): string | null {
  for (const entry of proxies.split(';')) {
    const [, kind = '', address = ''] = /^\s*(\w+)\s*(\S*)\s*$/.exec(entry) ?? [];
    switch (kind.toUpperCase()) {
      case 'DIRECT':
        return null;
      case 'PROXY':
      case 'HTTP':
        if (URL.canParse(`http://${address}`)) return `http://${address}`;
        break;
      case 'HTTPS':
        if (URL.canParse(`https://${address}`)) return `https://${address}`;
        break;
    }
  }
  return null;
}
