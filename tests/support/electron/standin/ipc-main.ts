/** `ipcMain`: the receiving end of what pages send. */
import { EventEmitter } from 'node:events';
import { strictEmitter } from './strict.ts';

export type InvokeHandler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** Channels are the app's own names, so unlike elsewhere any event name may be listened for. */
class IpcMain
  extends strictEmitter('IpcMain', 'ipcMain')
  implements Pick<Electron.IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>
{
  readonly #handlers = new Map<string, InvokeHandler>();

  override on(channel: string | symbol, listener: (...args: unknown[]) => void): this {
    return EventEmitter.prototype.on.call(this, channel, listener) as this;
  }
  override addListener(channel: string | symbol, listener: (...args: unknown[]) => void): this {
    return EventEmitter.prototype.on.call(this, channel, listener) as this;
  }
  override once(channel: string | symbol, listener: (...args: unknown[]) => void): this {
    return EventEmitter.prototype.once.call(this, channel, listener) as this;
  }
  override prependListener(channel: string | symbol, listener: (...args: unknown[]) => void): this {
    return EventEmitter.prototype.prependListener.call(this, channel, listener) as this;
  }

  handle(channel: string, listener: InvokeHandler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof listener !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    }
    this.#handlers.set(channel, listener);
  }
  handleOnce(channel: string, listener: InvokeHandler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return listener(event, ...args);
    });
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  _handlerOf(channel: string): InvokeHandler | undefined {
    return this.#handlers.get(channel);
  }
}

export const ipcMain = new IpcMain();
