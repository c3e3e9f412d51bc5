import * as z from 'zod';
import { ROUTES, type EndpointName } from '../api/endpoints.ts';

const ENDPOINT_NAMES = [
  'login',
  'conversations.list',
  'conversations.create',
  'conversations.update',
  'conversations.read',
  'conversations.report',
  'participants.update',
  'messages.list',
  'messages.send',
  'messages.edit',
  'messages.delete',
  'reactions.add',
  'reactions.remove',
  'contacts.list',
  'channel-auth',
  'files',
  'pusher-api',
  'unknown',
] as const satisfies readonly EndpointName[];

/** Ways in which servers of this API answer otherwise than documented (docs/api.md section 12). */
export const SHAPES = [
  /** Relations in snake_case: `last_message`, `sender_user`, `shop_profile`, `product_references` … */
  'snake-case',
  /** No `pagination`. */
  'no-pagination',
  /** `page`, `limit`, `before_id`, `after_id` and filters do nothing: the whole list in one answer. */
  'ignore-parameters',
  /** Validation as the bare map of fields, with 422. */
  'bare-validation',
  /** A bad token is a 422 whose message says so. */
  'auth-as-422',
  /** `lastMessage`, `last_message_id` and `last_message_at` are null everywhere. */
  'null-last-message',
  /** 0 and 1 for some booleans, text for some numbers. */
  'odd-types',
  /** An unknown address is a 405. */
  'unknown-as-405',
  /** Creating answers 200. */
  'created-as-200',
  /** A send answers `id`, `content`, times and sender only. */
  'sparse-answers',
  /** `statuses`, `reactions`, `edits` and references are missing or null. */
  'no-relations',
  /** `metadata` is null, `[]` or JSON text. */
  'odd-metadata',
  /** Times are `YYYY-MM-DD HH:MM:SS`. */
  'sql-times',
  /** Deleted messages keep their text. */
  'deleted-with-text',
  /** Messages come newest first. */
  'descending',
  /** People and shops carry tokens and identity numbers, and photos under other names. */
  'leaky-people',
  /** `title` of private talks, `content` of messages with files and `senderUser` of system messages are null. */
  'null-text',
  /** A participant without a user, and the first one twice. */
  'odd-participants',
  /** Types, roles and states that nobody has heard of. */
  'unknown-values',
  /** The first row of every list is no record at all. */
  'bad-record',
  /** The other form of signing in: `{ status: true, data: { token, user } }`. */
  'login-nested',
  /** A sign-in that looks well and carries no token. */
  'login-without-token',
] as const;

export type Shape = (typeof SHAPES)[number];

const milliseconds = z.number().min(0).max(86_400_000);

/** Which requests, how often: every one, some by chance, or the next so many. */
const aim = {
  endpoints: z.array(z.enum(ENDPOINT_NAMES)).min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  count: z.int().min(1).optional(),
};

/** Which events, how often. */
const eventAim = {
  events: z.array(z.string()).min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  count: z.int().min(1).optional(),
};

export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), minMs: milliseconds, maxMs: milliseconds.optional(), ...aim }),
  /** The connection breaks; nothing happened. */
  z.strictObject({ kind: z.literal('drop-before-commit'), ...aim }),
  /** Everything happened; the connection breaks before the answer. */
  z.strictObject({ kind: z.literal('drop-after-commit'), ...aim }),
  /** Everything happened; the connection breaks in the middle of the answer's body. */
  z.strictObject({ kind: z.literal('cut-answer'), ...aim }),
  /** The answer's body comes at so many bytes a second. */
  z.strictObject({ kind: z.literal('slow-answer'), bytesPerSecond: z.number().min(1), ...aim }),
  /** The connection breaks after `dropAfterMs` (null: never by itself, until the client gives up); it happens after `commitAfterMs`. */
  z.strictObject({
    kind: z.literal('commit-late'),
    commitAfterMs: milliseconds,
    dropAfterMs: milliseconds.nullable().optional(),
    ...aim,
  }),
  /** Everything happened, and the answer is an error. */
  z.strictObject({ kind: z.literal('commit-then-status'), status: z.int().min(400).max(599), ...aim }),
  /** Nothing happened, and the answer is an error. Without `count` and `probability`: this endpoint fails for good. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    body: z.enum(['json', 'html', 'empty']).optional(),
    retryAfterSeconds: z.int().min(0).optional(),
    ...aim,
  }),
  /** 200 with the page of a captive portal, or 500 with a framework's trace of 200 kB. */
  z.strictObject({ kind: z.literal('html'), page: z.enum(['captive-portal', 'trace']), ...aim }),
  z.strictObject({ kind: z.literal('redirect'), location: z.string(), ...aim }),
  /** Reads answer as of so long ago; writes happen at once. */
  z.strictObject({ kind: z.literal('read-lag'), lagMs: milliseconds, ...aim }),
  /** Of a message only the text is kept: metadata, files, reply target and content type are dropped without a word. */
  z.strictObject({ kind: z.literal('keep-only-text'), ...aim }),
  z.strictObject({ kind: z.literal('shape'), shape: z.enum(SHAPES), ...aim }),
  z.strictObject({ kind: z.literal('realtime-off') }),
  z.strictObject({ kind: z.literal('event-doubled'), ...eventAim }),
  z.strictObject({
    kind: z.literal('event-delayed'),
    minMs: milliseconds,
    maxMs: milliseconds.optional(),
    ...eventAim,
  }),
  /** Held back until the next event to the same person is through, or for a second. */
  z.strictObject({ kind: z.literal('event-reordered'), ...eventAim }),
  z.strictObject({ kind: z.literal('event-lost'), ...eventAim }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Fault & { kind: Kind };

/** The addresses that the API's document does not have (docs/api.md section 11). */
export const EXTENSION_ENDPOINTS: EndpointName[] = Object.values(ROUTES)
  .map((route) => route.endpoint)
  .filter(
    (endpoint) =>
      ![
        'login',
        'channel-auth',
        'conversations.list',
        'conversations.create',
        'messages.list',
        'messages.send',
      ].includes(endpoint),
  );

const NOT_MEASURED: ReadonlySet<Shape> = new Set<Shape>([
  'descending',
  'sql-times',
  'unknown-values',
  'bad-record',
  'login-nested',
  'login-without-token',
]);

/** All at once what was measured on a real backend of this API. */
export const MEASURED_SERVER: readonly Fault[] = [
  { kind: 'status', status: 405, endpoints: [...EXTENSION_ENDPOINTS, 'channel-auth'] },
  { kind: 'keep-only-text' },
  { kind: 'realtime-off' },
  ...SHAPES.filter((shape) => !NOT_MEASURED.has(shape)).map((shape): Fault => ({ kind: 'shape', shape })),
];
