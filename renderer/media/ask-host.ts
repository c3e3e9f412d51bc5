import type { Bridge } from '#shared/contract/bridge.ts';
import type { HostInput, HostMethod, HostOutput } from '#shared/contract/host.ts';

/** Null when the host could not do it, or is not there. */
export async function askHost<Name extends HostMethod>(
  bridge: Bridge,
  method: Name,
  input: HostInput<Name>,
): Promise<HostOutput<Name> | null> {
  try {
    const answer = await bridge.host(method, input);
    return answer.ok ? answer.value : null;
  } catch {
    return null;
  }
}
