/** What the app may turn and press on a page: zoom, sound, editing. The base of `WebContents`. */
import type { CdpSession } from './chromium.ts';
import { theSession } from './session.ts';
import { guardDestroyed, strictEmitter } from './strict.ts';

export abstract class PageControls extends strictEmitter('WebContents', 'webContents') {
  _session: CdpSession | undefined;
  #zoomLevel: number;
  #throttled: boolean;
  #muted = false;
  #userAgent = '';

  constructor(preferences: Electron.WebPreferences) {
    super();
    this.#throttled = preferences.backgroundThrottling ?? true;
    this.#zoomLevel = Math.log(preferences.zoomFactor ?? 1) / Math.log(1.2);
  }

  abstract isDestroyed(): boolean;
  abstract _resized(): Promise<void>;

  _cdp(): CdpSession {
    if (!this._session) throw new Error('electron stand-in: the page is not open yet');
    return this._session;
  }

  getUserAgent(): string {
    return this.#userAgent || theSession().getUserAgent();
  }
  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
  }
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new TypeError("'zoomFactor' must be a double greater than 0.0");
    this.setZoomLevel(Math.log(factor) / Math.log(1.2));
  }
  getZoomFactor(): number {
    return 1.2 ** this.#zoomLevel;
  }
  setZoomLevel(level: number): void {
    this.#zoomLevel = level;
    this._resized().catch(() => undefined);
  }
  getZoomLevel(): number {
    return this.#zoomLevel;
  }
  get zoomFactor(): number {
    return this.getZoomFactor();
  }
  set zoomFactor(factor: number) {
    this.setZoomFactor(factor);
  }
  get zoomLevel(): number {
    return this.#zoomLevel;
  }
  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }
  setVisualZoomLevelLimits(minimumLevel: number, maximumLevel: number): Promise<void> {
    return minimumLevel <= maximumLevel ? Promise.resolve() : Promise.reject(new Error('Invalid zoom limits'));
  }
  setBackgroundThrottling(allowed: boolean): void {
    this.#throttled = allowed;
  }
  getBackgroundThrottling(): boolean {
    return this.#throttled;
  }
  setAudioMuted(muted: boolean): void {
    this.#muted = muted;
  }
  isAudioMuted(): boolean {
    return this.#muted;
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  openDevTools(): void {
    throw new Error('electron stand-in: developer tools do not open here');
  }
  closeDevTools(): void {
    // None are ever open.
  }
  setIgnoreMenuShortcuts(): void {
    // Menu shortcuts are the system's; none arrive here.
  }
  setWebRTCIPHandlingPolicy(): void {
    // Nothing here opens peer connections.
  }
  async insertText(text: string): Promise<void> {
    await this._cdp().send('Input.insertText', { text });
  }
  #edit(command: string): void {
    this._session?.sendQuietly('Runtime.evaluate', {
      expression: `document.execCommand(${JSON.stringify(command)})`,
      userGesture: true,
    });
  }
  undo(): void {
    this.#edit('undo');
  }
  redo(): void {
    this.#edit('redo');
  }
  cut(): void {
    this.#edit('cut');
  }
  copy(): void {
    this.#edit('copy');
  }
  paste(): void {
    this.#edit('paste');
  }
  pasteAndMatchStyle(): void {
    this.#edit('paste');
  }
  delete(): void {
    this.#edit('delete');
  }
  selectAll(): void {
    this.#edit('selectAll');
  }
  replaceMisspelling(text: string): void {
    this._session?.sendQuietly('Input.insertText', { text });
  }
}

guardDestroyed(PageControls.prototype, []);
