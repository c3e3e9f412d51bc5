import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineInput, EngineMethod, EngineOutput } from '#shared/contract/engine.ts';

/** A call whose channel may be gone for a moment: that, too, is an answer, ENGINE_UNAVAILABLE. It never rejects. */
export async function ask<Name extends EngineMethod>(
  bridge: Bridge,
  method: Name,
  input: EngineInput<Name>,
): Promise<Envelope<EngineOutput<Name>>> {
  try {
    return await bridge.engine(method, input);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, error: { code: 'ENGINE_UNAVAILABLE', message, details: { method } } };
  }
}
