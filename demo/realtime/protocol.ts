/** The largest `data` of one event, in bytes: Pusher's own limit (docs/api.md section 8). */
export const EVENT_MAX_BYTES = 10_240;

export const CHANNEL_NAME = /^[A-Za-z0-9_\-=@,.;]{1,164}$/;

/** Close and error codes of the Pusher Channels protocol, version 7. 4000 to 4099: do not come back; 4200 to 4299: come back at once. */
export const CLOSE = {
  unknownApp: 4001,
  unsupportedVersion: 4007,
  noVersion: 4008,
  unauthorized: 4009,
  overCapacity: 4100,
  reconnect: 4200,
  noPong: 4201,
} as const;

/** Not a code that goes over the wire: the connection is torn down without a word, as by a cut cable. */
export const TORN_DOWN = 1006;

export const CLIENT_EVENT_REJECTED = 4301;

export const isPrivate = (channel: string): boolean => channel.startsWith('private-') || isPresence(channel);
export const isPresence = (channel: string): boolean => channel.startsWith('presence-');
