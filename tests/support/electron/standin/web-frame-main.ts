/** `WebFrameMain`: a frame as the main process sees it, above all where a message came from. */
import { originOf } from './schemes.ts';
import { guardDestroyed, strictEmitter } from './strict.ts';
import type { WebContents } from './web-contents.ts';

export interface FrameRecord {
  readonly id: string;
  url: string;
  name: string;
  parentId: string | undefined;
}

let nextTreeNode = 1;

export class WebFrameMain
  extends strictEmitter('WebFrameMain')
  implements
    Pick<
      Electron.WebFrameMain,
      | 'url'
      | 'origin'
      | 'name'
      | 'frameTreeNodeId'
      | 'processId'
      | 'routingId'
      | 'frameToken'
      | 'detached'
      | 'isDestroyed'
      | 'executeJavaScript'
      | 'reload'
      | 'send'
      | 'postMessage'
      | 'visibilityState'
    >
{
  readonly #contents: WebContents;
  readonly #record: FrameRecord;
  readonly #treeNode: number;

  constructor(contents: WebContents, record: FrameRecord) {
    super();
    this.#contents = contents;
    this.#record = record;
    this.#treeNode = nextTreeNode;
    nextTreeNode += 1;
  }

  isDestroyed(): boolean {
    return this.#contents.isDestroyed() || !this.#contents._frames.has(this.#record.id);
  }
  get detached(): boolean {
    return this.isDestroyed();
  }
  get url(): string {
    return this.#record.url;
  }
  get origin(): string {
    return originOf(this.#record.url);
  }
  get name(): string {
    return this.#record.name;
  }
  get frameToken(): string {
    return this.#record.id;
  }
  get frameTreeNodeId(): number {
    return this.#treeNode;
  }
  get processId(): number {
    return this.#contents._processId;
  }
  get routingId(): number {
    return this.#treeNode;
  }
  get parent(): WebFrameMain | null {
    return this.#record.parentId === undefined ? null : this.#contents._frames.frame(this.#record.parentId);
  }
  get top(): WebFrameMain | null {
    return this.#contents._frames.frame(undefined);
  }
  get frames(): WebFrameMain[] {
    return this.#contents._frames.children(this.#record.id);
  }
  get framesInSubtree(): WebFrameMain[] {
    return [this, ...this.frames.flatMap((frame) => frame.framesInSubtree)];
  }
  get visibilityState(): string {
    return this.#contents._window._pageVisible ? 'visible' : 'hidden';
  }
  executeJavaScript(code: string): Promise<unknown> {
    if (this.parent) throw new Error('electron stand-in: executeJavaScript in a child frame is not implemented');
    return this.#contents.executeJavaScript(code);
  }
  reload(): boolean {
    this.#contents.reload();
    return true;
  }
  send(channel: string, ...args: unknown[]): void {
    // Only the top frame has a preload, so nobody could listen in another.
    if (this.parent) return;
    this.#contents.send(channel, ...args);
  }
  postMessage(channel: string, message: unknown, transfer?: Electron.MessagePortMain[]): void {
    if (this.parent) return;
    this.#contents.postMessage(channel, message, transfer);
  }
}

guardDestroyed(WebFrameMain.prototype, ['detached'], 'Render frame was disposed before WebFrameMain could be accessed');
