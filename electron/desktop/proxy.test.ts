import { describe, expect, it } from 'vitest';
import type { RealtimeConnection, RealtimeOptions } from '../sync/ports.ts';
import { isProxyAnswer, isProxyQuestion, proxyUrl } from './proxy-channel.ts';
import { ProxiedRealtime } from './proxied-realtime.ts';

describe('the proxy of a list', () => {
  it.each([
    ['DIRECT', null],
    ['', null],
    ['PROXY proxy.example:8080', 'http://proxy.example:8080'],
    ['PROXY proxy.example:8080; DIRECT', 'http://proxy.example:8080'],
    ['HTTPS secure.example:443', 'https://secure.example:443'],
    ['SOCKS5 socks.example:1080; PROXY proxy.example:3128', 'http://proxy.example:3128'],
    ['SOCKS5 socks.example:1080', null],
    ['PROXY', null],
  ])('%j', (list, url) => {
    expect(proxyUrl(list)).toBe(url);
  });

  it('is asked for by messages of their own', () => {
    expect(isProxyQuestion({ type: 'desk:resolve-proxy', url: 'https://a/' })).toBe(true);
    expect(isProxyQuestion({ type: 'ready' })).toBe(false);
    expect(isProxyAnswer(null)).toBe(false);
  });
});

const options = { key: 'k', cluster: 'ap1', host: null, port: null, tls: true } as unknown as RealtimeOptions;

function setUp(proxies: (string | null)[]) {
  const log: string[] = [];
  const inner: RealtimeConnection = {
    subscribe: (channel) => log.push(`subscribe ${channel}`),
    unsubscribe: (channel) => log.push(`unsubscribe ${channel}`),
    trigger: () => true,
    reconnect: () => log.push('reconnect'),
    close: () => log.push('close'),
  };
  const transport = new ProxiedRealtime({
    inner: {
      connect: () => {
        log.push('connect');
        return inner;
      },
    },
    resolve: (url) => {
      log.push(`resolve ${url}`);
      return Promise.resolve(proxies.shift() ?? null);
    },
    use: (proxy) => log.push(`use ${String(proxy)}`),
  });
  return { log, transport };
}

describe('a realtime connection', () => {
  it('waits for its proxy, and loses nothing that was asked meanwhile', async () => {
    const { log, transport } = setUp(['http://proxy:1']);
    const connection = transport.connect(options);
    connection.subscribe('a');
    connection.unsubscribe('b');
    expect(connection.trigger('a', 'e', {})).toBe(false);
    await Promise.resolve();
    expect(connection.trigger('a', 'e', {})).toBe(true);
    expect(log).toEqual([
      'resolve https://ws-ap1.pusher.com/',
      'use http://proxy:1',
      'connect',
      'subscribe a',
      'unsubscribe b',
    ]);
  });

  it('asks again before it reconnects', async () => {
    const { log, transport } = setUp([null, 'http://other:2']);
    const connection = transport.connect(options);
    await Promise.resolve();
    connection.reconnect();
    await Promise.resolve();
    expect(log.slice(-2)).toEqual(['use http://other:2', 'reconnect']);
  });

  it('that was closed before it began never begins', async () => {
    const { log, transport } = setUp([null]);
    transport.connect(options).close();
    await Promise.resolve();
    expect(log).toEqual(['resolve https://ws-ap1.pusher.com/']);
  });
});
