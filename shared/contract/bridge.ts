import type { EngineInput, EngineMethod, EngineOutput, StampedEvent } from './engine.ts';
import type { Envelope } from './definition.ts';
import type { HostEvent, HostInput, HostMethod, HostOutput } from './host.ts';

/**
 * What the renderer holds of either host: the preload exposes it over IPC, the browser's start script over a WebSocket. It never rejects for
 * what the other side answered; it rejects only when the channel itself is gone.
 */
export interface Bridge {
  engine<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): Promise<Envelope<EngineOutput<Name>>>;
  host<Name extends HostMethod>(method: Name, input: HostInput<Name>): Promise<Envelope<HostOutput<Name>>>;
  onEngineEvent(listener: (event: StampedEvent) => void): () => void;
  onHostEvent(listener: (event: HostEvent) => void): () => void;
  /** The channel to the host itself: a browser tab may lose its WebSocket. */
  onChannel(listener: (state: 'open' | 'lost') => void): () => void;
  /**
   * Copies a file that the agent chose into staging: by its path where the host can know it, else in chunks. Resolves when it was checked.
   */
  stage(
    file: File,
    options: {
      readonly stageId: string;
      readonly asSticker: boolean;
      readonly width: number | null;
      readonly height: number | null;
    },
    onProgress: (fraction: number) => void,
  ): Promise<Envelope<EngineOutput<'file.stageEnd'>>>;
}
