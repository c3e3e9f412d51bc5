/** What travels between a page's preload world and the main process; every `data` is `encodeClone`'s text. */

export interface WindowState {
  readonly focused: boolean;
  readonly visible: boolean;
  readonly online: boolean;
}

export interface ContextMenuWire {
  x: number;
  y: number;
  linkURL: string;
  linkText: string;
  srcURL: string;
  selectionText: string;
  isEditable: boolean;
  mediaType: 'none' | 'image' | 'audio' | 'video';
}

export interface WindowOpenWire {
  url: string;
  frameName: string;
  features: string;
  disposition: 'foreground-tab' | 'background-tab' | 'new-window';
}

export type FromPage =
  | { kind: 'hello' }
  | { kind: 'invoke'; id: number; channel: string; data: string }
  | { kind: 'send'; channel: string; data: string }
  | { kind: 'post'; channel: string; data: string; ports: string[] }
  | { kind: 'port-message'; port: string; data: string; ports: string[] }
  | { kind: 'port-close'; port: string }
  | { kind: 'permission'; id: number; ask: 'check' | 'request'; permission: string; details: object }
  | { kind: 'title'; title: string }
  | { kind: 'window-open'; request: WindowOpenWire }
  | { kind: 'context-menu'; params: ContextMenuWire }
  | { kind: 'preload-error'; name: string; message: string; stack: string };

export type ToPage =
  | { kind: 'reply'; id: number; data: string }
  | { kind: 'refusal'; id: number; message: string }
  | { kind: 'message'; channel: string; data: string; ports: string[]; many: boolean }
  | { kind: 'port-message'; port: string; data: string; ports: string[] }
  | { kind: 'port-close'; port: string }
  | { kind: 'permission'; id: number; granted: boolean }
  | { kind: 'state'; state: WindowState };

/** What the preload world is told when it starts. */
export interface PreloadInfo {
  platform: string;
  arch: string;
  versions: Record<string, string>;
  env: Record<string, string>;
  argv: string[];
  execPath: string;
  pid: number;
  resourcesPath: string;
}
