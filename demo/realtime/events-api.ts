import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../json.ts';
import type { Clock } from '../ports.ts';
import type { Hub } from './hub.ts';
import { CHANNEL_NAME, EVENT_MAX_BYTES, isPresence } from './protocol.ts';

const CLOCK_TOLERANCE_SECONDS = 600;
const MAX_CHANNELS = 100;
const MAX_BATCH = 10;

/** Pusher's HTTP API, as the official server packages call it: events, batches, channels, users. */
export async function handlePusherApi(hub: Hub, clock: Clock, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [, , appId, ...rest] = url.pathname.split('/');
  if (appId !== hub.credentials.appId) return failure(404, 'Unknown app');
  const body = request.method === 'POST' ? await request.text() : '';
  if (!isSigned(hub, clock, request.method, url, body)) return failure(401, 'Invalid signature');
  const action = `${request.method} ${rest.length === 3 && rest[0] === 'channels' ? 'channels/:name/users' : rest.join('/')}`;
  switch (action) {
    case 'POST events':
      return postEvents(hub, [parseJson(body)]);
    case 'POST batch_events': {
      const batch = parseJson(body);
      const events = isJsonObject(batch) && Array.isArray(batch['batch']) ? batch['batch'] : [];
      return events.length > MAX_BATCH ? failure(400, 'Batch too large') : postEvents(hub, events);
    }
    case 'GET channels':
      return listChannels(hub, url);
    case 'GET channels/:name/users': {
      const name = decodeURIComponent(rest[1] ?? '');
      if (!isPresence(name)) return failure(400, 'Users can only be listed for presence channels');
      const userIds = hub.channels().find((one) => one.name === name)?.userIds ?? [];
      return Response.json({ users: userIds.map((id) => ({ id })) });
    }
    default:
      return rest.length === 2 && rest[0] === 'channels'
        ? oneChannel(hub, decodeURIComponent(rest[1] ?? ''))
        : failure(404, 'Not found');
  }
}

function isSigned(hub: Hub, clock: Clock, method: string, url: URL, body: string): boolean {
  const query = url.searchParams;
  const parameters = [...query]
    .filter(([name]) => name !== 'auth_signature')
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const expected = createHmac('sha256', hub.credentials.secret)
    .update(`${method}\n${url.pathname}\n${parameters}`)
    .digest();
  const given = Buffer.from(query.get('auth_signature') ?? '', 'hex');
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return false;
  if (query.get('auth_key') !== hub.credentials.key) return false;
  if (body !== '' && query.get('body_md5') !== createHash('md5').update(body).digest('hex')) return false;
  const age = Math.abs(clock.now() / 1000 - Number(query.get('auth_timestamp')));
  return age <= CLOCK_TOLERANCE_SECONDS;
}

/** All of them are checked before any is sent. */
function postEvents(hub: Hub, events: readonly (Json | undefined)[]): Response {
  const checked: { channels: string[]; event: string; data: string; exceptSocketId: string | null }[] = [];
  for (const event of events) {
    if (!isJsonObject(event)) return failure(400, 'The body is not valid JSON');
    const { name, data, channel, channels, socket_id: socketId } = event;
    const targets = Array.isArray(channels) ? channels : [channel ?? null];
    if (typeof name !== 'string' || typeof data !== 'string') return failure(400, 'name and data are required');
    const valid = targets.filter((one): one is string => typeof one === 'string' && CHANNEL_NAME.test(one));
    if (valid.length === 0 || valid.length !== targets.length || valid.length > MAX_CHANNELS) {
      return failure(400, 'The channels are not valid');
    }
    if (Buffer.byteLength(data) > EVENT_MAX_BYTES) {
      return failure(413, `The data content of this event exceeds the allowed maximum (${EVENT_MAX_BYTES} bytes)`);
    }
    checked.push({
      channels: valid,
      event: name,
      data,
      exceptSocketId: typeof socketId === 'string' ? socketId : null,
    });
  }
  for (const event of checked) hub.trigger(event);
  return Response.json({});
}

function listChannels(hub: Hub, url: URL): Response {
  const prefix = url.searchParams.get('filter_by_prefix') ?? '';
  const wanted = (url.searchParams.get('info') ?? '').split(',');
  if (wanted.includes('user_count') && !prefix.startsWith('presence-')) {
    return failure(400, 'user_count is only available for presence channels');
  }
  const entries = hub
    .channels()
    .filter((one) => one.name.startsWith(prefix))
    .map((one): [string, JsonObject] => [
      one.name,
      wanted.includes('user_count') ? { user_count: one.userIds.length } : {},
    ]);
  return Response.json({ channels: Object.fromEntries(entries) });
}

function oneChannel(hub: Hub, name: string): Response {
  const found = hub.channels().find((one) => one.name === name);
  const info: JsonObject = { occupied: found !== undefined };
  if (isPresence(name)) info['user_count'] = found?.userIds.length ?? 0;
  info['subscription_count'] = found?.subscriptions ?? 0;
  return Response.json(info);
}

function failure(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
