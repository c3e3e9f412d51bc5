/** IPC of the desktop host beyond the contract: between our own preload and our own main process, never reachable by the page itself. */
export const DESKTOP_CHANNELS = {
  /** Invoked with a file's path that `webUtils` gave; resolves with an envelope. */
  stagePath: 'desk:stage-path',
  /** Sent by the preload: the page saw the network come or go. Carries nothing; the host looks for itself. */
  networkHint: 'desk:network-hint',
  /** Sent to a page before the program ends: write down what is not saved; answered with `flushed`. */
  flush: 'desk:flush',
  flushed: 'desk:flushed',
} as const;
