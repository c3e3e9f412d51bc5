/** `Menu` and `MenuItem`: nothing is drawn; tests read items and click them. */
import { refuseUnknownOptions, strictEmitter } from './strict.ts';

const itemTypes = new Set(['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette']);

/** Roles of Electron in lower case, as it compares them. */
const roles = new Set(
  `undo redo cut copy paste pasteAndMatchStyle delete selectAll reload forceReload toggleDevTools resetZoom zoomIn zoomOut
  toggleSpellChecker togglefullscreen window minimize close help about services hide hideOthers unhide quit showSubstitutions
  toggleSmartQuotes toggleSmartDashes toggleTextReplacement startSpeaking stopSpeaking zoom front appMenu fileMenu editMenu
  viewMenu shareMenu recentDocuments toggleTabBar selectNextTab selectPreviousTab showAllTabs mergeAllWindows
  clearRecentDocuments moveTabToNewWindow windowMenu`
    .toLowerCase()
    .split(/\s+/),
);

const modifiers = /^(Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)$/i;
const accelerator =
  /^([\d\w]|F\d{1,2}|[)!@#$%^&*(:;+=<,_\->.?/~`{\][|}\\"']|Plus|Space|Tab|Capslock|Numlock|Scrolllock|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|VolumeUp|VolumeDown|VolumeMute|Media\w+|PrintScreen|num\w+)$/i;

export function checkAccelerator(text: string): void {
  const keys = text === '+' ? ['+'] : text.split('+');
  const last = keys.pop() ?? '';
  if (!accelerator.test(last) || !keys.every((key) => modifiers.test(key))) {
    throw new TypeError(`electron stand-in: '${text}' is not an accelerator`);
  }
}

let nextCommand = 1;
let quit: () => void = () => undefined;
let focusedWindow: () => unknown = () => undefined;

export function connectMenus(hooks: { quit: () => void; focusedWindow: () => unknown }): void {
  quit = hooks.quit;
  focusedWindow = hooks.focusedWindow;
}

export class MenuItem {
  readonly commandId: number;
  readonly id: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly submenu: Menu | undefined;
  readonly accelerator: string | undefined;
  readonly registerAccelerator: boolean;
  readonly icon: unknown;
  label: string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly click: (event?: object, window?: unknown) => void;

  constructor(options: Electron.MenuItemConstructorOptions) {
    refuseUnknownOptions('MenuItem', options, 'MenuItemConstructorOptions');
    const { role, submenu, click } = options;
    const label = options.label;
    if (role !== undefined && !roles.has(role.toLowerCase())) throw new TypeError(`Unknown role: ${role}`);
    if (options.accelerator !== undefined) checkAccelerator(options.accelerator);
    this.type = options.type ?? (submenu === undefined ? 'normal' : 'submenu');
    if (!itemTypes.has(this.type)) throw new Error(`Unknown menu item type: ${this.type}`);
    if (this.type === 'submenu' && submenu === undefined) throw new Error('Invalid submenu');
    this.commandId = nextCommand;
    nextCommand += 1;
    this.id = options.id ?? '';
    this.role = role;
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : (submenu as unknown as Menu | undefined);
    this.accelerator = options.accelerator;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.icon = options.icon;
    this.label = label ?? role ?? '';
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.click = (event = {}, window = focusedWindow()): void => {
      if (!this.enabled) return;
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') this.checked = true;
      if (click) Reflect.apply(click, this, [this, window, event]);
      else if (role?.toLowerCase() === 'quit') quit();
      else if (role?.toLowerCase() === 'close') (window as { close(): void } | null)?.close();
      else if (role?.toLowerCase() === 'minimize') (window as { minimize(): void } | null)?.minimize();
    };
  }
}

let applicationMenu: Menu | null = null;

export class Menu extends strictEmitter('Menu') implements Pick<Electron.Menu, 'closePopup'> {
  items: MenuItem[] = [];
  /** Where it was opened last; undefined while closed. */
  _open: Electron.PopupOptions | undefined;

  static setApplicationMenu(menu: Menu | null): void {
    if (menu !== null && !(menu instanceof Menu)) throw new TypeError('Invalid menu');
    applicationMenu = menu;
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }
  static buildFromTemplate(template: readonly (Electron.MenuItemConstructorOptions | Electron.MenuItem)[]): Menu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new Menu();
    for (const entry of template as readonly unknown[]) {
      if (typeof entry !== 'object' || entry === null) {
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      }
      const options = entry as Electron.MenuItemConstructorOptions;
      if (
        !(entry instanceof MenuItem) &&
        options.label === undefined &&
        options.role === undefined &&
        options.type === undefined
      ) {
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      }
      menu.append(entry instanceof MenuItem ? entry : new MenuItem(options));
    }
    return menu;
  }

  append(item: MenuItem): void {
    this.insert(this.items.length, item);
  }
  insert(position: number, item: MenuItem): void {
    if (!(item instanceof MenuItem)) throw new TypeError('Invalid item');
    if (position < 0 || position > this.items.length) throw new RangeError(`Position ${position} is out of range`);
    this.items.splice(position, 0, item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  popup(options: Electron.PopupOptions = {}): void {
    refuseUnknownOptions('Menu.popup', options, 'PopupOptions');
    this._open = options;
    this.emit('menu-will-show', {});
  }
  closePopup(): void {
    if (!this._open) return;
    const { callback } = this._open;
    this._open = undefined;
    this.emit('menu-will-close', {});
    callback?.();
  }
}
