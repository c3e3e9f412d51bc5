/** What goes between a page's preload and the main process: calls, messages, ports, and the preload itself. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CdpSession } from './chromium.ts';
import { contextMenuParams } from './context-menu.ts';
import { ipcMain } from './ipc-main.ts';
import { MessagePortMain, RemotePorts, takeForTransfer } from './message-ports.ts';
import {
  bindingName,
  mainWorldScript,
  pathProbeName,
  preloadScript,
  preloadSyntaxError,
  receiverName,
} from './page-scripts.ts';
import { decodeClone, encodeClone } from './page/codec.ts';
import type { FromPage, PreloadInfo, ToPage } from './page/wire.ts';
import { chromeVersion, electronVersion, runtime } from './runtime-info.ts';
import { originOf } from './schemes.ts';
import { askPermission } from './session.ts';
import { preventableEvent } from './strict.ts';
import type { WebContents } from './web-contents.ts';
import type { WebFrameMain } from './web-frame-main.ts';

/** Electron's own name for the world of preloads. */
const preloadWorld = 'Electron Isolated Context';

interface ContextCreated {
  context: { id: number; name: string; auxData?: { frameId?: string } };
}
interface CallFrame {
  callFrameId: string;
  functionName: string;
}

export class PageMessages {
  readonly #contents: WebContents;
  #context: number | undefined;
  /** Counts documents: an answer is for the one that asked. */
  #document = 0;
  #waiting: ToPage[] = [];
  #ports = this.#newPorts();

  constructor(contents: WebContents) {
    this.#contents = contents;
  }

  async install(session: CdpSession): Promise<void> {
    const { preload, additionalArguments = [] } = this.#contents._preferences;
    let source = '';
    if (preload !== undefined) {
      try {
        source = readFileSync(preload, 'utf8');
        const broken = preloadSyntaxError(source, preload);
        if (broken) throw broken;
      } catch (error) {
        source = `throw new Error(${JSON.stringify(String(error))});`;
      }
    }
    const info: PreloadInfo = {
      platform: process.platform,
      arch: process.arch,
      versions: { electron: electronVersion, chrome: chromeVersion, node: process.versions.node },
      env: Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
      argv: [runtime.executable, ...additionalArguments],
      execPath: runtime.executable,
      pid: process.pid,
      resourcesPath: process.resourcesPath,
    };
    const channel = `electron-${randomUUID()}`;
    const addScript = 'Page.addScriptToEvaluateOnNewDocument';
    await session.send(addScript, { source: mainWorldScript(channel) });
    await session.send(addScript, { worldName: preloadWorld, source: preloadScript(channel, info, source) });
    await session.send('Runtime.addBinding', { name: bindingName, executionContextName: preloadWorld });
    // Needed only to answer webUtils.getPathForFile in the middle of a running script.
    if (source.includes('getPathForFile')) await session.send('Debugger.enable');
  }

  /** Follows the preload's world from document to document. */
  listen(session: CdpSession): void {
    session.on('Runtime.executionContextCreated', ({ context }: ContextCreated) => {
      if (context.name !== preloadWorld || context.auxData?.frameId !== this.#contents._frames.mainFrameId) return;
      this.#context = context.id;
      this.tellState();
      for (const message of this.#waiting.splice(0)) this.deliver(message);
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }: { executionContextId: number }) => {
      if (executionContextId === this.#context) this.documentGone();
    });
    session.on('Runtime.executionContextsCleared', () => this.documentGone());
    session.on('Runtime.bindingCalled', (call: { name: string; payload: string; executionContextId: number }) => {
      if (call.name !== bindingName) return;
      // The context may speak before Chromium announces it.
      this.#context ??= call.executionContextId;
      this.received(JSON.parse(call.payload) as FromPage);
    });
    session.on('Debugger.paused', ({ callFrames }: { callFrames: CallFrame[] }) => {
      void scriptPaused(session, callFrames[0]);
    });
  }

  /** Sends a message on a channel, with one value and ports or with a list of arguments. */
  post(channel: string, value: unknown, transfer: readonly unknown[] | undefined, many: boolean): void {
    const data = encodeClone(value);
    const ports = takeForTransfer(transfer).map((end) => this.#ports.handOver(end));
    this.deliver({ kind: 'message', channel, data, ports, many });
  }

  /** Window and network as the page should see them. */
  tellState(): void {
    if (this.#context !== undefined) this.deliver({ kind: 'state', state: this.#contents._state() });
  }

  documentGone(): void {
    if (this.#context === undefined) return;
    this.#context = undefined;
    this.#document += 1;
    this.closePorts();
    this.#ports = this.#newPorts();
  }

  closePorts(): void {
    this.#ports.closeAll();
  }

  deliver(message: ToPage): void {
    if (this.#contents.isDestroyed() || this.#contents._crashed) return;
    if (this.#context !== undefined) {
      void this.#callPreload(this.#context, message);
    } else if (this.#contents._loading) {
      this.#waiting.push(message);
    }
    // With no page there is nobody to hear it; so it is in Electron.
  }

  async #callPreload(context: number, message: ToPage): Promise<void> {
    try {
      const { exceptionDetails } = await this.#contents._cdp().send<{
        exceptionDetails?: { exception?: { description?: string } };
      }>('Runtime.callFunctionOn', {
        functionDeclaration: `function (text) { globalThis.${receiverName}?.(text); }`,
        executionContextId: context,
        arguments: [{ value: JSON.stringify(message) }],
      });
      if (exceptionDetails) {
        console.error('electron stand-in: a listener in the preload threw', exceptionDetails.exception?.description);
      }
    } catch (error) {
      if (process.env['STANDIN_DEBUG']) console.error('electron stand-in: message not delivered', error);
    }
  }

  #newPorts(): RemotePorts {
    return new RemotePorts({
      portMessage: (port, data, ports) => this.deliver({ kind: 'port-message', port, data, ports }),
      portClose: (port) => this.deliver({ kind: 'port-close', port }),
    });
  }

  received(message: FromPage): void {
    switch (message.kind) {
      case 'hello':
        return;
      case 'invoke':
        void this.#invoked(message.id, message.channel, decodeClone(message.data) as unknown[]);
        return;
      case 'send':
        ipcMain.emit(message.channel, this.#ipcEvent([]), ...(decodeClone(message.data) as unknown[]));
        return;
      case 'post': {
        const ports = message.ports.map((name) => MessagePortMain._for(this.#ports.take(name)));
        ipcMain.emit(message.channel, this.#ipcEvent(ports), decodeClone(message.data));
        return;
      }
      case 'port-message':
        this.#ports.received(message.port, message.data, message.ports);
        return;
      case 'port-close':
        this.#ports.closed(message.port);
        return;
      case 'permission':
        void this.#permissionAsked(message);
        return;
      case 'window-open':
        this.#contents._windowOpened(message.request);
        return;
      case 'title':
        this.#contents._setTitle(message.title);
        return;
      case 'context-menu':
        this.#contents.emit('context-menu', preventableEvent(), contextMenuParams(this.#contents, message.params));
        return;
      case 'preload-error': {
        const error = Object.assign(new Error(message.message), { name: message.name, stack: message.stack });
        this.#preloadFailed(error);
        return;
      }
      default:
    }
  }

  #preloadFailed(error: Error): void {
    console.error(`Unable to load preload script: ${this.#contents._preferences.preload ?? ''}`);
    console.error(error.stack ?? error);
    this.#contents.emit('preload-error', preventableEvent(), this.#contents._preferences.preload ?? '', error);
  }

  /** `senderFrame` is null once the frame shows another document or is gone, as in Electron. */
  #ipcEvent(ports: MessagePortMain[]): Electron.IpcMainEvent {
    const document = this.#document;
    const frame = this.#contents.isDestroyed() ? null : this.#contents.mainFrame;
    const current = (): WebFrameMain | null =>
      this.#document === document && !this.#contents.isDestroyed() ? frame : null;
    const reply = (channel: string, ...args: unknown[]): void => this.#contents.send(channel, ...args);
    return preventableEvent({
      type: 'frame',
      sender: this.#contents,
      get senderFrame() {
        return current();
      },
      processId: this.#contents._processId,
      frameId: frame?.routingId ?? 0,
      ports,
      reply,
      get returnValue(): never {
        throw new Error('electron stand-in: returnValue belongs to sendSync, which is not offered');
      },
    }) as unknown as Electron.IpcMainEvent;
  }

  async #invoked(id: number, channel: string, args: unknown[]): Promise<void> {
    const document = this.#document;
    const answer = (message: ToPage): void => {
      if (document === this.#document) this.deliver(message);
    };
    try {
      const handler = ipcMain._handlerOf(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      const value = await handler(this.#ipcEvent([]), ...args);
      answer({ kind: 'reply', id, data: encodeClone(value) });
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      answer({ kind: 'refusal', id, message: `Error invoking remote method '${channel}': ${String(error)}` });
    }
  }

  async #permissionAsked({ id, ask, permission, details }: Extract<FromPage, { kind: 'permission' }>): Promise<void> {
    const url = this.#contents.getURL();
    const contents = this.#contents as unknown as Electron.WebContents;
    const granted = await askPermission(ask, contents, permission, `${originOf(url)}/`, url, details);
    this.deliver({ kind: 'permission', id, granted });
  }
}

/** A script stopped to ask for a file's path: it is written into its variable, and the script goes on. */
async function scriptPaused(session: CdpSession, frame: CallFrame | undefined): Promise<void> {
  try {
    if (frame?.functionName === pathProbeName) {
      const { callFrameId } = frame;
      const evaluate = 'Debugger.evaluateOnCallFrame';
      const { result } = await session.send<{ result: { objectId?: string } }>(evaluate, {
        callFrameId,
        expression: 'file',
      });
      const { path } = await session.send<{ path: string }>('DOM.getFileInfo', { objectId: result.objectId });
      await session.send(evaluate, { callFrameId, expression: `found = ${JSON.stringify(path)}` });
    }
  } finally {
    session.sendQuietly('Debugger.resume');
  }
}
