import type { Bridge } from '#shared/contract/bridge.ts';

/** Resolves when a call is worth repeating: the engine says it runs, anything comes from it, the channel is open again, or a second has passed. */
export function engineBack(bridge: Bridge): Promise<void> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stops: (() => void)[] = [];
    const done = (): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      resolve();
    };
    stops.push(
      bridge.onEngineEvent(done),
      bridge.onHostEvent((event) => {
        if (event.type === 'engine' && event.life === 'running') done();
      }),
      bridge.onChannel((state) => {
        if (state === 'open') done();
      }),
    );
    timer = setTimeout(done, 1_000);
  });
}
