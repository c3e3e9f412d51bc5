import type { Envelope, Methods } from '#shared/contract/definition.ts';
import { engineMethods, type EngineMethod } from '#shared/contract/engine.ts';
import { hostMethods, type HostHandlers } from '#shared/contract/host.ts';
import { CodedError, type ErrorCode } from '#shared/errors.ts';
import { sampled, type HostLog } from './host-log.ts';
import { whyNotPlain } from './plain-data.ts';

/**
 * The contract's receiving end, for both hosts: who asks, what for, with what; then the handler or the sync server; then an envelope. The one
 * place where a call from a page is believed.
 */

/** Passes a parsed call on to the sync server; never rejects. */
export interface EngineRelay {
  call(method: EngineMethod, input: unknown): Promise<Envelope<unknown>>;
}

/** A call as it came off the wire: nothing of it is trusted. */
export interface IncomingCall {
  readonly side: unknown;
  readonly method: unknown;
  readonly input: unknown;
  /** What the transport knows of the caller: own scheme and top frame, or cookie, Host and Origin. */
  readonly trusted: boolean;
}

export interface DispatcherParts {
  readonly engine: EngineRelay;
  readonly host: HostHandlers;
  readonly log: HostLog;
}

type Checked = { readonly ok: true; readonly name: string; readonly input: unknown } | Refusal;
type Refusal = Extract<Envelope<never>, { ok: false }>;

export class Dispatcher {
  readonly #engine: EngineRelay;
  readonly #host: HostHandlers;
  readonly #log: HostLog;
  readonly #logRefusal: HostLog;

  constructor({ engine, host, log }: DispatcherParts) {
    this.#engine = engine;
    this.#host = host;
    this.#log = log;
    this.#logRefusal = sampled(log);
  }

  /** Never rejects: whatever comes in, an envelope goes out. */
  async dispatch(call: IncomingCall): Promise<Envelope<unknown>> {
    try {
      if (!call.trusted) return this.#refuse('FORBIDDEN_SENDER', 'The sender may not call', {});
      switch (call.side) {
        case 'engine': {
          const checked = this.#check(engineMethods, call);
          return checked.ok ? await this.#engine.call(checked.name as EngineMethod, checked.input) : checked;
        }
        case 'host': {
          const checked = this.#check(hostMethods, call);
          return checked.ok ? await this.#runHandler(checked.name, checked.input) : checked;
        }
        default:
          return this.#refuse('UNKNOWN_METHOD', 'No such side of the contract', {});
      }
    } catch (error) {
      return this.#failure('a call failed unexpectedly', error);
    }
  }

  #check(methods: Methods, { method, input }: IncomingCall): Checked {
    // Own properties only: "constructor" is no method.
    const definition = typeof method === 'string' && Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (typeof method !== 'string' || definition === undefined) {
      return this.#refuse('UNKNOWN_METHOD', 'No such method', {});
    }
    const problem = whyNotPlain(input);
    if (problem !== null) return this.#refuse('BAD_REQUEST', `The input is ${problem}`, { method });
    const parsed = definition.input.safeParse(input);
    if (parsed.success) return { ok: true, name: method, input: parsed.data };
    const [issue] = parsed.error.issues;
    // Of the path only the field's own name: deeper keys may be somebody's words.
    const field = typeof issue?.path[0] === 'string' ? issue.path[0] : '';
    return this.#refuse('BAD_REQUEST', `The input is not what ${method} takes`, {
      method,
      field,
      problem: issue?.code ?? '',
    });
  }

  async #runHandler(name: string, input: unknown): Promise<Envelope<unknown>> {
    const handlers = this.#host as unknown as Readonly<Record<string, (parsed: unknown) => unknown>>;
    try {
      return { ok: true, value: await handlers[name]?.(input), stamp: null };
    } catch (error) {
      if (error instanceof CodedError) return { ok: false, error: error.info };
      return this.#failure('a host handler failed', error);
    }
  }

  #refuse(code: ErrorCode, message: string, details: Readonly<Record<string, string>>): Refusal {
    this.#logRefusal({ level: 'warn', event: 'call refused', details: { code, ...details } });
    return { ok: false, error: { code, message, details } };
  }

  #failure(event: string, error: unknown): Refusal {
    const name = error instanceof Error ? error.name : typeof error;
    this.#log({ level: 'error', event, details: { name } });
    return { ok: false, error: { code: 'INTERNAL', message: name, details: {} } };
  }
}
