import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope, Stamp } from '#shared/contract/definition.ts';
import type { EngineEvent, StampedEvent } from '#shared/contract/engine.ts';
import type { ErrorInfo } from '#shared/errors.ts';

/**
 * Keeps one piece of the screen true: a snapshot that was asked for, and the events that came since.
 *
 * - An event not newer than the snapshot is dropped: the snapshot already holds it.
 * - Events that come while a snapshot is on its way, or out of order, are held back and applied in order.
 * - A new epoch (the engine was started again), a lost event or a channel that was lost and is open again: the snapshot is asked for again.
 *
 * A snapshot made of pages goes through `page`: what happened while the page was on its way is applied again after it, so that an answer
 * never puts an older row over a newer one. Applying an event twice must therefore be harmless; events carry whole rows.
 */
export interface FeedOptions<Value> {
  readonly ask: () => Promise<Envelope<Value>>;
  readonly replace: (value: Value) => void;
  readonly apply: (event: EngineEvent) => void;
  /** The snapshot could not be had; what was shown stays. It is asked for again by itself when the engine or the channel is back. */
  readonly failed?: (error: ErrorInfo) => void;
}

export interface SyncFeed {
  /** Begins to listen and asks for the snapshot. */
  start(): void;
  stop(): void;
  /** Asks for the whole snapshot again, e.g. for another filter; an answer to an older question is dropped. */
  refresh(): void;
  /** A further page of the snapshot. `merge` is not called when the snapshot was asked for again meanwhile. */
  page<Value>(ask: () => Promise<Envelope<Value>>, merge: (value: Value) => void): Promise<Envelope<Value>>;
}

type FeedBridge = Pick<Bridge, 'onEngineEvent' | 'onHostEvent' | 'onChannel'>;

export function createSyncFeed<Value>(bridge: FeedBridge, options: FeedOptions<Value>): SyncFeed {
  let stops: (() => void)[] = [];
  /** Of what is shown; null before the first snapshot and while another is being asked for. */
  let position: Stamp | null = null;
  let asking = 0;
  let underWay = false;
  let held: StampedEvent[] = [];
  /** Applied since the oldest page still on its way was asked for. */
  let recent: StampedEvent[] = [];
  let pagesUnderWay = 0;

  const applyOne = (stamped: StampedEvent): void => {
    position = stamped.stamp;
    if (pagesUnderWay > 0) recent.push(stamped);
    options.apply(stamped.event);
  };

  const take = (stamped: StampedEvent): void => {
    if (position === null) {
      // Without a snapshot on its way there is nothing to apply it to; the next one holds it.
      if (underWay) held.push(stamped);
      return;
    }
    if (stamped.stamp.epoch !== position.epoch) {
      held.push(stamped);
      ask();
      return;
    }
    if (stamped.stamp.revision <= position.revision) return;
    if (stamped.stamp.revision === position.revision + 1) {
      applyOne(stamped);
      return;
    }
    // One between is missing. It may be late, but a snapshot is sure to hold it.
    held.push(stamped);
    ask();
  };

  const ask = (): void => {
    asking += 1;
    const mine = asking;
    position = null;
    underWay = true;
    const failed = (error: ErrorInfo): void => {
      underWay = false;
      held = [];
      options.failed?.(error);
    };
    const answered = (envelope: Envelope<Value>): void => {
      if (mine !== asking) return;
      if (!envelope.ok) {
        failed(envelope.error);
        return;
      }
      underWay = false;
      options.replace(envelope.value);
      const waiting = held;
      held = [];
      const newest = waiting[waiting.length - 1]?.stamp ?? null;
      const stamp = envelope.stamp ?? newest;
      if (stamp === null) return;
      position = stamp;
      if (newest !== null && newest.epoch !== stamp.epoch) {
        // Either the answer or these events are of an engine that is gone; asking again settles it.
        ask();
        return;
      }
      const inOrder = waiting.filter((stamped) => stamped.stamp.epoch === stamp.epoch);
      inOrder.sort((a, b) => a.stamp.revision - b.stamp.revision);
      for (const stamped of inOrder) take(stamped);
    };
    options.ask().then(answered, (error: unknown) => {
      if (mine === asking) failed(channelGone(error));
    });
  };

  return {
    start() {
      if (stops.length > 0) return;
      stops = [
        bridge.onEngineEvent(take),
        bridge.onHostEvent((event) => {
          if (event.type === 'engine' && event.life === 'running') ask();
        }),
        bridge.onChannel((state) => {
          if (state === 'open') ask();
        }),
      ];
      ask();
    },
    stop() {
      for (const stop of stops) stop();
      stops = [];
      asking += 1;
      underWay = false;
      position = null;
      held = [];
    },
    refresh: ask,
    async page(askPage, merge) {
      const mine = asking;
      pagesUnderWay += 1;
      try {
        const envelope = await askPage();
        if (envelope.ok && mine === asking) {
          merge(envelope.value);
          const stamp = envelope.stamp;
          for (const stamped of recent) {
            const newer = !stamp || stamped.stamp.epoch !== stamp.epoch || stamped.stamp.revision > stamp.revision;
            if (newer) options.apply(stamped.event);
          }
        }
        return envelope;
      } finally {
        pagesUnderWay -= 1;
        if (pagesUnderWay === 0) recent = [];
      }
    },
  };
}

function channelGone(error: unknown): ErrorInfo {
  return { code: 'ENGINE_UNAVAILABLE', message: error instanceof Error ? error.message : String(error), details: {} };
}
