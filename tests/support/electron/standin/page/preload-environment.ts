/**
 * The isolated world of a sandboxed preload: `require` for the few modules that Electron's sandbox knows, a small
 * `process`, ipcRenderer, contextBridge and webUtils. A preload that asks for more fails as it would in Electron.
 *
 * Injected into pages with its types stripped: no imports, no value exports but functions.
 */
import type { WorldBridge } from './bridge.ts';
import type { FromPage, PreloadInfo, ToPage, WindowOpenWire } from './wire.ts';

interface Host {
  send(message: FromPage): void;
  encode(value: unknown): string;
  decode(text: string): unknown;
  /** The path behind a file that the agent chose; the main process fills it in while the script is paused. */
  pathOf(file: File): string;
}

type Listener = (event: unknown, ...args: unknown[]) => void;

export function makePreloadEnvironment(
  bridge: WorldBridge,
  host: Host,
  info: PreloadInfo,
): {
  require: (id: string) => unknown;
  process: object;
  receive: (message: ToPage) => void;
} {
  const refuse = <T extends object>(label: string, members: T): T =>
    new Proxy(members, {
      get(target, key, receiver): unknown {
        if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON') {
          return Reflect.get(target, key, receiver);
        }
        throw new Error(`electron stand-in: ${label}.${key} is not implemented in a sandboxed preload`);
      },
    });

  // ---- a small EventEmitter: also what require('events') gives
  class Emitter {
    declare private _listeners: Map<string, { listener: Listener; once: boolean }[]>;
    constructor() {
      // Not enumerable: an emitter that crosses the bridge arrives empty, as ipcRenderer does in Electron.
      Object.defineProperty(this, '_listeners', { value: new Map() });
    }
    _add(name: string, listener: Listener, once: boolean, first = false): this {
      if (typeof listener !== 'function') throw new TypeError('The "listener" argument must be of type function');
      const list = this._listeners.get(name) ?? [];
      if (first) list.unshift({ listener, once });
      else list.push({ listener, once });
      this._listeners.set(name, list);
      return this;
    }
    on(name: string, listener: Listener): this {
      return this._add(name, listener, false);
    }
    addListener(name: string, listener: Listener): this {
      return this._add(name, listener, false);
    }
    prependListener(name: string, listener: Listener): this {
      return this._add(name, listener, false, true);
    }
    once(name: string, listener: Listener): this {
      return this._add(name, listener, true);
    }
    off(name: string, listener: Listener): this {
      const list = this._listeners.get(name) ?? [];
      const index = list.findLastIndex((entry) => entry.listener === listener);
      if (index >= 0) this._listeners.set(name, list.toSpliced(index, 1));
      return this;
    }
    removeListener(name: string, listener: Listener): this {
      return this.off(name, listener);
    }
    removeAllListeners(name?: string): this {
      if (name === undefined) this._listeners.clear();
      else this._listeners.delete(name);
      return this;
    }
    listenerCount(name: string): number {
      return this._listeners.get(name)?.length ?? 0;
    }
    emit(name: string, ...args: unknown[]): boolean {
      const list = this._listeners.get(name) ?? [];
      for (const { listener, once } of list) {
        if (once) this.off(name, listener);
        Reflect.apply(listener, this, args);
      }
      return list.length > 0;
    }
  }

  // ---- message ports: a real port here, its other end wherever the main process put it
  const ports = new Map<string, MessagePort>();
  let nextPort = 1;
  // Chromium does not tell a port that its other end was closed; Electron does. So ports of this world whose other end
  // left for the main process say so themselves, in the order of their messages.
  const closingKey = 'electron stand-in: closing';
  const isClosing = (data: unknown): boolean => typeof data === 'object' && data !== null && closingKey in data;
  const siblings = new WeakMap<MessagePort, MessagePort>();
  const leadsAway = new WeakSet<MessagePort>();
  const NativeChannel = MessageChannel;
  globalThis.MessageChannel = class extends NativeChannel {
    constructor() {
      super();
      siblings.set(this.port1, this.port2);
      siblings.set(this.port2, this.port1);
    }
  };
  const { close, postMessage } = MessagePort.prototype;
  const noteLeaving = (transfer: readonly unknown[]): void => {
    for (const port of transfer) {
      const sibling = port instanceof MessagePort ? siblings.get(port) : undefined;
      if (sibling) leadsAway.add(sibling);
    }
  };
  MessagePort.prototype.close = function closeAndTell(): void {
    if (leadsAway.delete(this)) postMessage.call(this, { [closingKey]: true });
    close.call(this);
  };
  MessagePort.prototype.postMessage = function postAndNote(message: unknown, options?: unknown): void {
    const transfer = Array.isArray(options)
      ? options
      : ((options as StructuredSerializeOptions | undefined)?.transfer ?? []);
    if (leadsAway.has(this)) noteLeaving(transfer);
    Reflect.apply(postMessage, this, [message, transfer]);
  };
  const given = new Map<string, WeakRef<MessagePort>>();
  const serve = (name: string, port: MessagePort): void => {
    ports.set(name, port);
    port.addEventListener('message', (event) => {
      if (isClosing(event.data)) {
        if (ports.delete(name)) host.send({ kind: 'port-close', port: name });
        return;
      }
      let data: string;
      try {
        data = host.encode(event.data as unknown);
      } catch (error) {
        console.error('electron stand-in: a message on a port could not be passed on', error);
        return;
      }
      host.send({ kind: 'port-message', port: name, data, ports: event.ports.map(sendAway) });
    });
    port.start();
  };
  const sendAway = (port: MessagePort): string => {
    const name = `page-${nextPort}`;
    nextPort += 1;
    serve(name, port);
    return name;
  };
  const takeIn = (name: string): MessagePort => {
    const channel = new NativeChannel();
    serve(name, channel.port1);
    leadsAway.add(channel.port2);
    given.set(name, new WeakRef(channel.port2));
    return channel.port2;
  };

  // ---- ipcRenderer
  const pending = new Map<number, [resolve: (value: unknown) => void, reject: (reason: Error) => void]>();
  let nextCall = 1;
  const needChannel = (channel: unknown): void => {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
  };
  class IpcRenderer extends Emitter {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        needChannel(channel);
        const data = host.encode(args);
        const id = nextCall;
        nextCall += 1;
        pending.set(id, [resolve, reject]);
        host.send({ kind: 'invoke', id, channel, data });
      });
    }
    send(channel: string, ...args: unknown[]): void {
      needChannel(channel);
      host.send({ kind: 'send', channel, data: host.encode(args) });
    }
    postMessage(channel: string, message: unknown, transfer: MessagePort[] = []): void {
      needChannel(channel);
      for (const port of transfer) {
        if (!(port instanceof MessagePort)) throw new TypeError('Invalid value for transfer');
      }
      const data = host.encode(message);
      noteLeaving(transfer);
      // A real transfer, so that the port the caller keeps is dead from here on, as it is in Electron.
      const moved = transfer.length > 0 ? structuredClone({ ports: transfer }, { transfer }).ports : [];
      host.send({ kind: 'post', channel, data, ports: moved.map(sendAway) });
    }
    sendSync(): never {
      throw new Error('electron stand-in: sendSync is not offered (it stops the page until the main process answers)');
    }
    sendToHost(): never {
      throw new Error('electron stand-in: sendToHost is not offered (there is no webview)');
    }
  }
  const ipcRenderer = refuse('ipcRenderer', new IpcRenderer());

  // ---- contextBridge, webUtils
  const exposed = new Set<string>();
  const contextBridge = refuse('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown): void => {
      if (typeof key !== 'string') throw new TypeError('contextBridge: the key must be a string');
      if (exposed.has(key) || key in globalThis)
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      exposed.add(key);
      bridge.tell('expose', [key, api]);
    },
  });
  const webUtils = refuse('webUtils', {
    getPathForFile: (file: unknown): string => {
      if (!(file instanceof File)) {
        throw new TypeError('getPathForFile expected to receive a File object but one was not provided');
      }
      return host.pathOf(file);
    },
  });

  // ---- permissions: the page asks, the session's handlers answer
  const asked = new Map<number, (granted: boolean) => void>();
  let nextAsk = 1;
  bridge.tell('permissions', (ask: 'check' | 'request', permission: string, details: object) => {
    const id = nextAsk;
    nextAsk += 1;
    return new Promise<boolean>((resolve) => {
      asked.set(id, resolve);
      host.send({ kind: 'permission', id, ask, permission, details });
    });
  });

  // New windows are asked for before Chromium makes one: the main process decides, and denied ones never exist.
  const openWindow = (
    url: string,
    frameName: string,
    features: string,
    disposition: WindowOpenWire['disposition'],
  ): void => {
    const address = URL.canParse(url, document.baseURI) ? new URL(url, document.baseURI).href : 'about:blank';
    host.send({ kind: 'window-open', request: { url: address, frameName, features, disposition } });
  };
  bridge.tell('window-open', (url: string, frameName: string, features: string) => {
    openWindow(url, frameName, features, features === '' ? 'foreground-tab' : 'new-window');
  });
  const linkClicked = (event: MouseEvent): void => {
    const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
    if (event.defaultPrevented || !link?.href || link.hasAttribute('download')) return;
    const aside = event.button === 1 || event.ctrlKey || event.metaKey;
    const elsewhere = !['', '_self', '_top', '_parent'].includes(link.target.toLowerCase());
    if (event.button > 1 || !(aside || event.shiftKey || elsewhere)) return;
    event.preventDefault();
    const disposition = aside ? 'background-tab' : event.shiftKey ? 'new-window' : 'foreground-tab';
    openWindow(link.href, link.target === '_blank' ? '' : link.target, '', disposition);
  };
  addEventListener('click', linkClicked);
  addEventListener('auxclick', linkClicked);

  // Chromium tells the title only when it navigates; the page's own head tells it always.
  let title: string | undefined;
  const tellTitle = (): void => {
    if (document.title === title || document.title === '') return;
    title = document.title;
    host.send({ kind: 'title', title });
  };
  addEventListener('DOMContentLoaded', () => {
    tellTitle();
    const observer = new MutationObserver(tellTitle);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  });

  addEventListener('contextmenu', (event) => {
    if (event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : undefined;
    const link = target?.closest('a');
    const media = target?.closest('img, video, audio');
    const field = target?.closest('input, textarea, [contenteditable]');
    host.send({
      kind: 'context-menu',
      params: {
        x: event.clientX,
        y: event.clientY,
        linkURL: link?.href ?? '',
        linkText: link?.textContent ?? '',
        srcURL: media instanceof HTMLImageElement || media instanceof HTMLMediaElement ? media.src : '',
        selectionText: getSelection()?.toString() ?? '',
        isEditable: field !== null && field !== undefined,
        mediaType:
          media instanceof HTMLImageElement
            ? 'image'
            : media instanceof HTMLVideoElement
              ? 'video'
              : media instanceof HTMLAudioElement
                ? 'audio'
                : 'none',
      },
    });
  });

  const receive = (message: ToPage): void => {
    switch (message.kind) {
      case 'reply':
        pending.get(message.id)?.[0](host.decode(message.data));
        pending.delete(message.id);
        return;
      case 'refusal':
        pending.get(message.id)?.[1](new Error(message.message));
        pending.delete(message.id);
        return;
      case 'message': {
        const data = host.decode(message.data);
        const event = { sender: ipcRenderer, ports: message.ports.map(takeIn) };
        ipcRenderer.emit(message.channel, event, ...(message.many ? (data as unknown[]) : [data]));
        return;
      }
      case 'port-message':
        ports.get(message.port)?.postMessage(host.decode(message.data), message.ports.map(takeIn));
        return;
      case 'port-close': {
        const port = ports.get(message.port);
        ports.delete(message.port);
        if (port) close.call(port);
        given.get(message.port)?.deref()?.dispatchEvent(new Event('close'));
        given.delete(message.port);
        return;
      }
      case 'permission':
        asked.get(message.id)?.(message.granted);
        asked.delete(message.id);
        return;
      case 'state':
        bridge.tell('state', message.state);
        return;
      default:
    }
  };

  const electron = refuse('electron', { ipcRenderer, contextBridge, webUtils });
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    events: Object.assign(Emitter, { EventEmitter: Emitter }),
    timers: { setTimeout, clearTimeout, setInterval, clearInterval },
    url: { URL, URLSearchParams },
  };
  const preloadRequire = (id: string): unknown => {
    const name = id.replace(/^node:(?=(events|timers|url)$)/, '');
    if (Object.hasOwn(modules, name)) return modules[name];
    throw new Error(`module not found: ${id}`);
  };

  const preloadProcess = refuse(
    'process',
    Object.assign(new Emitter(), info, {
      type: 'renderer',
      sandboxed: true,
      contextIsolated: true,
      isMainFrame: true,
      nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]): void => {
        queueMicrotask(() => callback(...args));
      },
      uptime: () => performance.now() / 1000,
    }),
  );
  return { require: preloadRequire, process: preloadProcess, receive };
}
