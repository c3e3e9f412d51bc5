/**
 * The refusals. Whatever the app asks for that the stand-in does not do fails at once and says so, instead of
 * answering `undefined` and letting a mistake through to the user's machine.
 */
import { EventEmitter } from 'node:events';
import { declaredEvents, declaredMembers } from './declared-api.ts';

/** Asked for by await, inspectors, test runners and serialisers on any object at all: never a mistake of the app. */
const innocentKeys = new Set([
  'then',
  'toJSON',
  'constructor',
  'inspect',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
  'tagName',
  'default',
  '__esModule',
  'domain',
  '_events',
  '_eventsCount',
  '_maxListeners',
]);

function refusal(typeName: string, label: string, key: string): Error {
  const known = declaredMembers(typeName).has(key);
  return new Error(
    known
      ? `electron stand-in: ${label}.${key} is not implemented by the stand-in`
      : `electron stand-in: ${label}.${key} is not part of Electron`,
  );
}

function refusingPrototype(target: object, typeName: string, label: string): object {
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      if (typeof key === 'symbol' || key in object) return Reflect.get(object, key, receiver);
      if (innocentKeys.has(key)) return undefined;
      throw refusal(typeName, label, key);
    },
  });
}

/**
 * A base class for an emitter of Electron's: unknown members throw, and so does a listener for an event that Electron
 * does not declare. `typeName` is the name in electron.d.ts, `label` what the app calls it.
 */
export function strictEmitter(typeName: string, label: string = typeName): typeof EventEmitter {
  class Strict extends EventEmitter {
    override on(event: string | symbol, listener: (...args: unknown[]) => void): this {
      checkEvent(typeName, label, event);
      return super.on(event, listener);
    }
    override addListener(event: string | symbol, listener: (...args: unknown[]) => void): this {
      checkEvent(typeName, label, event);
      return super.addListener(event, listener);
    }
    override once(event: string | symbol, listener: (...args: unknown[]) => void): this {
      checkEvent(typeName, label, event);
      return super.once(event, listener);
    }
    override prependListener(event: string | symbol, listener: (...args: unknown[]) => void): this {
      checkEvent(typeName, label, event);
      return super.prependListener(event, listener);
    }
  }
  const beneath = Object.create(EventEmitter.prototype) as object;
  Object.setPrototypeOf(Strict.prototype, refusingPrototype(beneath, typeName, label));
  return Strict as unknown as typeof EventEmitter;
}

function checkEvent(typeName: string, label: string, event: string | symbol): void {
  if (typeof event === 'symbol' || ['error', 'newListener', 'removeListener'].includes(event)) return;
  if (!declaredEvents(typeName).has(event)) {
    throw new Error(`electron stand-in: ${label} has no event '${event}' in Electron`);
  }
}

/** A plain module object (`shell`, `dialog` …) that refuses what it does not have. */
export function strictModule<T extends object>(typeName: string, label: string, members: T): T {
  Object.setPrototypeOf(members, refusingPrototype(Object.create(Object.prototype) as object, typeName, label));
  return members;
}

/** Throws on option keys that Electron does not declare: there they would be ignored without a word. */
export function refuseUnknownOptions(label: string, options: unknown, ...typeNames: string[]): void {
  if (options === undefined || options === null) return;
  if (typeof options !== 'object') throw new TypeError(`electron stand-in: ${label}: options must be an object`);
  const known = new Set(typeNames.flatMap((name) => [...declaredMembers(name)]));
  if (known.size === 0) throw new Error(`electron stand-in: electron.d.ts has no ${typeNames.join(', ')}`);
  for (const key of Object.keys(options)) {
    if (!known.has(key)) throw new TypeError(`electron stand-in: ${label}: Electron has no option '${key}'`);
  }
}

/**
 * Makes every method and accessor of a class throw once the object is destroyed, as Electron's native objects do.
 * `spared` are the members that stay usable.
 */
export function guardDestroyed(
  prototype: object,
  spared: readonly string[],
  message = 'Object has been destroyed',
): void {
  const check = (object: { isDestroyed(): boolean }): void => {
    if (object.isDestroyed()) throw new TypeError(message);
  };
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (key === 'constructor' || key === 'isDestroyed' || key.startsWith('_') || spared.includes(key)) continue;
    const { value, get, set } = descriptor;
    if (typeof value === 'function') {
      const method = value as (this: unknown, ...args: unknown[]) => unknown;
      descriptor.value = function guarded(this: { isDestroyed(): boolean }, ...args: unknown[]): unknown {
        check(this);
        return method.apply(this, args);
      };
    }
    if (get) {
      descriptor.get = function guarded(this: { isDestroyed(): boolean }): unknown {
        check(this);
        return get.call(this) as unknown;
      };
    }
    if (set) {
      descriptor.set = function guarded(this: { isDestroyed(): boolean }, next: unknown): void {
        check(this);
        set.call(this, next);
      };
    }
    Object.defineProperty(prototype, key, descriptor);
  }
}

/** Electron's events can be prevented; `fields` are laid over, as Electron does with an event's details. */
export type PreventableEvent<Fields extends object = object> = {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
} & Fields;

export function preventableEvent<Fields extends object>(fields?: Fields): PreventableEvent<Fields> {
  let prevented = false;
  const event = {
    preventDefault: (): void => {
      prevented = true;
    },
    get defaultPrevented(): boolean {
      return prevented;
    },
  };
  const described = Object.getOwnPropertyDescriptors(fields ?? {});
  return Object.defineProperties(event, described) as PreventableEvent<Fields>;
}
