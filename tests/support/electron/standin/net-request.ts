/**
 * `net.request`: Chromium's client as the app sees it, over Node's. It keeps what differs from other clients: a body is
 * taken whole before the first byte leaves unless `chunkedEncoding` is set; a redirect that is not followed within its
 * event is an error; headers that Chromium sets itself are refused.
 */
import http from 'node:http';
import https from 'node:https';
import { refuseUnknownOptions, strictEmitter } from './strict.ts';

const restricted = new Set([
  'content-length',
  'host',
  'trailer',
  'te',
  'upgrade',
  'cookie2',
  'keep-alive',
  'transfer-encoding',
]);

export class ClientRequest
  extends strictEmitter('ClientRequest', 'net.request()')
  implements
    Pick<
      Electron.ClientRequest,
      | 'setHeader'
      | 'getHeader'
      | 'removeHeader'
      | 'write'
      | 'end'
      | 'abort'
      | 'followRedirect'
      | 'getUploadProgress'
      | 'chunkedEncoding'
    >
{
  readonly #options: Electron.ClientRequestConstructorOptions;
  readonly #url: URL;
  readonly #headers = new Map<string, string>();
  readonly #online: () => boolean;
  readonly #asNetError: (error: unknown) => unknown;
  #whole: Buffer[] = [];
  #chunked = false;
  #request: http.ClientRequest | null = null;
  #written = false;
  #ended = false;
  #closed = false;
  #inRedirect = false;
  #sent = 0;

  constructor(
    options: Electron.ClientRequestConstructorOptions | string,
    online: () => boolean,
    asNetError: (error: unknown) => unknown,
  ) {
    super();
    this.#options = typeof options === 'string' ? { url: options } : options;
    refuseUnknownOptions('net.request', this.#options, 'ClientRequestConstructorOptions');
    if (this.#options.url === undefined)
      throw new Error('electron stand-in: net.request: only url is offered, not its parts');
    this.#url = new URL(this.#options.url);
    if (!['http:', 'https:'].includes(this.#url.protocol)) {
      throw new Error('ClientRequest only supports http: and https: protocols');
    }
    if (this.#options.session !== undefined || this.#options.partition !== undefined) {
      throw new Error('electron stand-in: net.request: session and partition are not offered');
    }
    this.#online = online;
    this.#asNetError = asNetError;
  }

  setHeader(name: string, value: string): void {
    if (typeof name !== 'string') throw new TypeError('`name` should be a string in setHeader(name, value)');
    if (this.#written) throw new Error("Can't set headers after they are sent");
    if (restricted.has(name.toLowerCase())) throw new Error('net::ERR_INVALID_ARGUMENT');
    http.validateHeaderName(name);
    if (typeof value !== 'string') throw new TypeError('`value` should be a string in setHeader(name, value)');
    http.validateHeaderValue(name, value);
    this.#headers.set(name.toLowerCase(), value);
  }
  getHeader(name: string): string {
    return this.#headers.get(name.toLowerCase()) ?? '';
  }
  removeHeader(name: string): void {
    if (this.#written) throw new Error("Can't remove headers after they are sent");
    this.#headers.delete(name.toLowerCase());
  }
  get chunkedEncoding(): boolean {
    return this.#chunked;
  }
  set chunkedEncoding(chunked: boolean) {
    if (this.#written) throw new Error('chunkedEncoding can only be set before the request is started');
    this.#chunked = chunked;
  }

  write(chunk: string | Buffer, _encoding?: string, callback?: () => void): void {
    if (this.#ended) throw new Error('write after end');
    this.#written = true;
    const bytes = Buffer.from(chunk);
    if (!this.#chunked) {
      this.#whole.push(bytes);
      if (callback) process.nextTick(callback);
      return;
    }
    this.#start();
    this.#request?.write(bytes, () => {
      this.#sent += bytes.length;
      callback?.();
    });
  }
  end(chunk?: string | Buffer): this {
    if (chunk !== undefined) this.write(chunk);
    if (this.#ended) return this;
    this.#ended = true;
    this.#written = true;
    if (this.#chunked) this.#start();
    else {
      const body = Buffer.concat(this.#whole);
      if (body.length > 0) this.#headers.set('content-length', String(body.length));
      this.#start();
      if (body.length > 0) this.#request?.write(body, () => (this.#sent = body.length));
    }
    this.#request?.end();
    this.emit('finish');
    return this;
  }
  abort(): void {
    if (this.#closed) return;
    this.#request?.destroy();
    this.emit('abort');
    this.#close();
  }
  followRedirect(): void {
    if (!this.#inRedirect) throw new Error('followRedirect() called, but was not waiting for a redirect');
    throw new Error('electron stand-in: net.request: redirects are not followed');
  }
  getUploadProgress(): Electron.UploadProgress {
    return { active: this.#request !== null, started: this.#sent > 0, current: this.#sent, total: this.#sent };
  }

  #start(): void {
    if (this.#request !== null || this.#closed) return;
    if (!this.#online()) {
      process.nextTick(() => this.#fail(new Error('net::ERR_INTERNET_DISCONNECTED')));
      return;
    }
    const client = this.#url.protocol === 'https:' ? https : http;
    this.#request = client.request(this.#url, {
      method: this.#options.method ?? 'GET',
      headers: Object.fromEntries(this.#headers),
      agent: false,
    });
    this.#request.on('error', (error) => this.#fail(this.#named(error)));
    this.#request.on('response', (response) => this.#answered(response));
  }
  #named(error: Error): Error {
    const asFetch = new TypeError('fetch failed', { cause: error });
    const named = this.#asNetError(asFetch);
    return named instanceof Error ? named : error;
  }
  #answered(response: http.IncomingMessage): void {
    const { statusCode = 0, headers } = response;
    const target = headers.location;
    if (statusCode >= 300 && statusCode < 400 && target !== undefined) {
      response.resume();
      this.#redirected(statusCode, new URL(target, this.#url).href, headers);
      return;
    }
    response.on('close', () => this.#close());
    this.emit('response', response);
  }
  #redirected(status: number, url: string, headers: http.IncomingHttpHeaders): void {
    if ((this.#options.redirect ?? 'follow') !== 'manual') {
      throw new Error("electron stand-in: net.request: only redirect: 'manual' is offered");
    }
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat()]));
    this.#inRedirect = true;
    this.emit('redirect', status, this.#options.method ?? 'GET', url, lists);
    this.#inRedirect = false;
    if (!this.#closed) this.#fail(new Error('Redirect was cancelled'));
  }
  #fail(error: Error): void {
    if (this.#closed) return;
    this.#request?.destroy();
    this.emit('error', error);
    this.#close();
  }
  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }
}
