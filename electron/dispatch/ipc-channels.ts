/** The names under which the contract crosses Electron's IPC: used by the preload on one side and the desktop host on the other. */
export const IPC_CHANNELS = {
  /** Invoked with `{ side, method, input }`; resolves with an envelope, never rejects. */
  call: 'desk:call',
  /** Sent to each page: a StampedEvent. */
  engineEvent: 'desk:engine-event',
  /** Sent to each page: a HostEvent. */
  hostEvent: 'desk:host-event',
} as const;
