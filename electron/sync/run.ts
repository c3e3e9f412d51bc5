import { CodedError } from '#shared/errors.ts';
import type { HostChannel } from './host-channel.ts';
import type { EnginePorts } from './ports.ts';
import { SyncServer } from './sync-server.ts';

/**
 * Runs the sync server until its host says stop or its channel closes; the same for a child process and a utility process.
 * `exit` ends the process with a code; it is called once, after everything is closed.
 */
export function runSyncServer(channel: HostChannel, ports: EnginePorts, exit: (code: number) => void): void {
  const server = new SyncServer(ports, (message) => {
    channel.send(message);
    // Whatever it is, a new process has a better chance than this one; its host starts it again.
    if (message.type === 'fatal') end(1);
  });
  let ending = false;

  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    server.close().then(
      () => {
        exit(code);
      },
      (error: unknown) => {
        ports.log({ level: 'error', event: 'closing failed', details: { name: nameOf(error) } });
        exit(1);
      },
    );
  };

  channel.onMessage((message) => {
    if (message.type === 'stop') {
      end(0);
      return;
    }
    server.receive(message).catch((error: unknown) => {
      const info = error instanceof CodedError ? error.info : { code: 'INTERNAL', message: nameOf(error) };
      ports.log({ level: 'error', event: 'the sync server can not go on', details: { code: info.code } });
      channel.send({ type: 'fatal', code: info.code, message: info.message });
      end(1);
    });
  });
  channel.onClose(() => {
    end(0);
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
