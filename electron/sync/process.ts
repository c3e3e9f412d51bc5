import type { ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { HostChannel } from './host-channel.ts';
import { nodePorts } from './node/node-ports.ts';
import { runSyncServer } from './run.ts';

/** The sync server as a child process of plain Node: the channel is `child_process`'s own. Wiring only. */

if (process.send === undefined) {
  process.stderr.write('The sync server is started by a host; run "npm start".\n');
  process.exit(1);
}

const channel: HostChannel = {
  send: (message) => {
    // The host may be gone in the very moment: then `disconnect` follows and ends this process.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  },
  onMessage: (listener) => {
    process.on('message', (message) => {
      listener(message as ToSyncServer);
    });
  },
  onClose: (listener) => {
    process.on('disconnect', listener);
  },
};

// A terminal's Ctrl-C reaches the whole group: the host decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

runSyncServer(channel, nodePorts(), (code) => process.exit(code));
