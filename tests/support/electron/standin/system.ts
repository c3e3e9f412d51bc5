/** What the system tells an app: power, theme, screens. Tests emit the events and set the values. */
import { lifecycle } from './lifecycle.ts';
import { strictEmitter, strictModule } from './strict.ts';

class PowerMonitor
  extends strictEmitter('PowerMonitor', 'powerMonitor')
  implements
    Pick<
      Electron.PowerMonitor,
      'getSystemIdleTime' | 'getSystemIdleState' | 'isOnBatteryPower' | 'onBatteryPower' | 'getCurrentThermalState'
    >
{
  /** Seconds without input, as a test set it. */
  _idleSeconds = 0;
  _locked = false;
  onBatteryPower = false;

  getSystemIdleTime(): number {
    return this._idleSeconds;
  }
  getSystemIdleState(idleThreshold: number): 'active' | 'idle' | 'locked' | 'unknown' {
    if (!(idleThreshold > 0)) throw new TypeError('Invalid idle threshold, must be greater than 0');
    if (this._locked) return 'locked';
    return this._idleSeconds >= idleThreshold ? 'idle' : 'active';
  }
  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
  getCurrentThermalState(): 'unknown' {
    return 'unknown';
  }
}
export const powerMonitor = new PowerMonitor();
powerMonitor.on('lock-screen', () => {
  powerMonitor._locked = true;
});
powerMonitor.on('unlock-screen', () => {
  powerMonitor._locked = false;
});

class NativeTheme
  extends strictEmitter('NativeTheme', 'nativeTheme')
  implements
    Pick<
      Electron.NativeTheme,
      | 'shouldUseDarkColors'
      | 'shouldUseHighContrastColors'
      | 'shouldUseInvertedColorScheme'
      | 'inForcedColorsMode'
      | 'prefersReducedTransparency'
      | 'shouldUseDarkColorsForSystemIntegratedUI'
      | 'themeSource'
    >
{
  #source: 'system' | 'light' | 'dark' = 'system';
  _systemDark = false;
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this._systemDark : this.#source === 'dark';
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this._systemDark;
  }
  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source;
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Invalid themeSource ${source}`);
    const before = this.shouldUseDarkColors;
    this.#source = source;
    if (before !== this.shouldUseDarkColors) setImmediate(() => this.emit('updated'));
  }
}
export const nativeTheme = new NativeTheme();

function display(id: number, bounds: Electron.Rectangle): Electron.Display {
  const size = { width: bounds.width, height: bounds.height };
  return {
    id,
    bounds,
    workArea: bounds,
    workAreaSize: size,
    size,
    scaleFactor: 1,
    rotation: 0,
    internal: id === 1,
    label: `Display ${id}`,
    detected: true,
    monochrome: false,
    colorDepth: 24,
    colorSpace: 'srgb',
    depthPerComponent: 8,
    displayFrequency: 60,
    nativeOrigin: { x: bounds.x, y: bounds.y },
    maximumCursorSize: { width: 64, height: 64 },
    accelerometerSupport: 'unknown',
    touchSupport: 'unknown',
  };
}

function overlap(one: Electron.Rectangle, other: Electron.Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(width, 0) * Math.max(height, 0);
}

class Screen
  extends strictEmitter('Screen', 'screen')
  implements
    Pick<
      Electron.Screen,
      'getPrimaryDisplay' | 'getAllDisplays' | 'getDisplayMatching' | 'getDisplayNearestPoint' | 'getCursorScreenPoint'
    >
{
  /** The screens there are; a test may add or take away. */
  _displays: Electron.Display[] = [display(1, { x: 0, y: 0, width: 1920, height: 1080 })];

  getAllDisplays(): Electron.Display[] {
    return [...this._displays];
  }
  getPrimaryDisplay(): Electron.Display {
    const [first] = this._displays;
    if (!first) throw new Error('electron stand-in: no display is left');
    return first;
  }
  getDisplayMatching(rect: Electron.Rectangle): Electron.Display {
    const best = this._displays.toSorted((one, other) => overlap(other.bounds, rect) - overlap(one.bounds, rect))[0];
    return best ?? this.getPrimaryDisplay();
  }
  getDisplayNearestPoint({ x, y }: Electron.Point): Electron.Display {
    return this.getDisplayMatching({ x, y, width: 1, height: 1 });
  }
  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 };
  }
  _setDisplays(bounds: readonly Electron.Rectangle[]): void {
    this._displays = bounds.map((rectangle, index) => display(index + 1, rectangle));
    this.emit('display-metrics-changed', {}, this._displays[0], ['bounds', 'workArea']);
  }
}
const theScreen = new Screen();

/** The module itself throws before ready, whatever is asked of it. */
export const screen: Screen = new Proxy(theScreen, {
  get(target, key): unknown {
    if (typeof key === 'string' && key in Screen.prototype && lifecycle.phase === 'starting') {
      throw new Error("The 'screen' module can't be used before the app 'ready' event");
    }
    const value: unknown = Reflect.get(target, key, target);
    return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
  },
});

export const crashReporter = strictModule('CrashReporter', 'crashReporter', {
  start: (options: Electron.CrashReporterStartOptions): void => {
    if (options.uploadToServer !== false) throw new Error('electron stand-in: crash reports do not leave the machine');
  },
  getUploadToServer: (): boolean => false,
  getParameters: (): Record<string, string> => ({}),
  addExtraParameter: (): void => undefined,
  removeExtraParameter: (): void => undefined,
});

let nextBlocker = 1;
const blockers = new Set<number>();
export const powerSaveBlocker = strictModule('PowerSaveBlocker', 'powerSaveBlocker', {
  start: (type: string): number => {
    if (!['prevent-app-suspension', 'prevent-display-sleep'].includes(type))
      throw new TypeError(`Invalid type ${type}`);
    const id = nextBlocker;
    nextBlocker += 1;
    blockers.add(id);
    return id;
  },
  stop: (id: number): boolean => blockers.delete(id),
  isStarted: (id: number): boolean => blockers.has(id),
});
