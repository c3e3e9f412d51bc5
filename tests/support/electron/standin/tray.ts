/** `Tray`: nothing is drawn; tests read it and emit its events. */
import { requireReady } from './lifecycle.ts';
import { Menu } from './menu.ts';
import { iconFrom, type NativeImage } from './native-image.ts';
import { guardDestroyed, strictEmitter } from './strict.ts';

export class Tray
  extends strictEmitter('Tray')
  implements
    Pick<
      Electron.Tray,
      | 'setImage'
      | 'setPressedImage'
      | 'setToolTip'
      | 'setTitle'
      | 'getTitle'
      | 'setContextMenu'
      | 'popUpContextMenu'
      | 'closeContextMenu'
      | 'setIgnoreDoubleClickEvents'
      | 'getIgnoreDoubleClickEvents'
      | 'getBounds'
      | 'destroy'
      | 'isDestroyed'
      | 'focus'
      | 'getGUID'
    >
{
  static readonly _all = new Set<Tray>();
  /** What the tray shows now. */
  readonly _shown: { image: NativeImage; toolTip: string; title: string; menu: Menu | null };
  readonly #guid: string | undefined;
  #ignoresDoubleClick = false;
  #destroyed = false;

  constructor(image: Electron.NativeImage | string, guid?: string) {
    super();
    requireReady('Cannot create Tray before app is ready');
    this._shown = { image: iconFrom(image, 'Tray'), toolTip: '', title: '', menu: null };
    this.#guid = guid;
    Tray._all.add(this);
  }

  setImage(image: Electron.NativeImage | string): void {
    this._shown.image = iconFrom(image, 'Tray.setImage');
  }
  setPressedImage(image: Electron.NativeImage | string): void {
    iconFrom(image, 'Tray.setPressedImage');
  }
  setToolTip(toolTip: string): void {
    if (typeof toolTip !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
    this._shown.toolTip = toolTip;
  }
  setTitle(title: string): void {
    this._shown.title = title;
  }
  getTitle(): string {
    return this._shown.title;
  }
  setContextMenu(menu: Electron.Menu | null): void {
    if (menu !== null && !((menu as unknown) instanceof Menu)) throw new TypeError('Invalid menu');
    this._shown.menu = menu as unknown as Menu | null;
  }
  popUpContextMenu(): void {
    this._shown.menu?.popup();
  }
  closeContextMenu(): void {
    this._shown.menu?.closePopup();
  }
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    this.#ignoresDoubleClick = ignore;
  }
  getIgnoreDoubleClickEvents(): boolean {
    return this.#ignoresDoubleClick;
  }
  /** All zero, as on Linux. */
  getBounds(): Electron.Rectangle {
    return { x: 0, y: 0, width: 0, height: 0 };
  }
  getGUID(): string | null {
    return this.#guid ?? null;
  }
  focus(): void {
    // The system's notification area is not there.
  }
  destroy(): void {
    this.#destroyed = true;
    Tray._all.delete(this);
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
}

guardDestroyed(Tray.prototype, [], 'Tray is destroyed');
