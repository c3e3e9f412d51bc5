import type { EndpointName } from '../api/endpoints.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../json.ts';
import type { Random } from '../ports.ts';
import type { Shape } from './fault.ts';

const SNAKE: Readonly<Record<string, string>> = {
  lastMessage: 'last_message',
  senderUser: 'sender_user',
  senderShopProfile: 'sender_shop_profile',
  shopProfile: 'shop_profile',
  productReferences: 'product_references',
  orderReferences: 'order_references',
};
const RELATIONS = ['statuses', 'reactions', 'edits', 'productReferences', 'orderReferences'];
const TEXT_NUMBERS = new Set(['conversation_id', 'unread_count', 'size_bytes', 'sender_user_id']);
const SPARSE = ['id', 'content', 'created_at', 'updated_at', 'sender_user_id'];

/** Rewrites an answer into the shapes asked for; what is no JSON goes through as it is. */
export async function reshape(
  response: Response,
  endpoint: EndpointName,
  shapes: ReadonlySet<Shape>,
  random: Random,
): Promise<Response> {
  if (response.headers.get('content-type')?.includes('json') !== true) return response;
  const body = parseJson(await response.text());
  if (!isJsonObject(body)) return Response.json(body ?? null, { status: response.status });
  const answer = reshapeEnvelope({ status: response.status, body }, endpoint, shapes);
  const rewritten = walk(answer.body, (object) => reshapeObject(object, shapes, random));
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return Response.json(rewritten, { status: answer.status, headers });
}

type Answer = { status: number; body: JsonObject };

function reshapeEnvelope(answer: Answer, endpoint: EndpointName, shapes: ReadonlySet<Shape>): Answer {
  let { status, body } = answer;
  if (shapes.has('bare-validation') && status === 400 && isJsonObject(body['errors'])) {
    return { status: 422, body: body['errors'] };
  }
  if (shapes.has('auth-as-422') && status === 401) {
    const said = JSON.stringify(body['message']);
    const problem = ['expired', 'required'].find((word) => said.includes(word)) ?? 'invalid';
    const message = `Token is ${problem}`;
    return { status: 422, body: { status: 'error', message } };
  }
  if (shapes.has('unknown-as-405') && status === 404 && body['success'] === undefined) {
    return { status: 405, body: { message: 'Method Not Allowed' } };
  }
  if (shapes.has('created-as-200') && status === 201) status = 200;
  if (shapes.has('no-pagination')) {
    const { pagination: _, ...rest } = body;
    body = rest;
  }
  const data = body['data'];
  if (shapes.has('sparse-answers') && endpoint === 'messages.send' && isJsonObject(data)) {
    body = { ...body, data: Object.fromEntries(SPARSE.map((name) => [name, data[name] ?? null])) };
  }
  if (shapes.has('descending') && endpoint === 'messages.list' && Array.isArray(data)) {
    body = { ...body, data: data.toReversed() };
  }
  if (shapes.has('bad-record') && Array.isArray(data) && data.length > 0) {
    body = { ...body, data: [{ id: null, conversation_id: 'none', content: ['not', 'a', 'text'] }, ...data.slice(1)] };
  }
  if (endpoint === 'login' && status === 200) body = reshapeLogin(body, shapes);
  return { status, body };
}

function reshapeLogin(body: JsonObject, shapes: ReadonlySet<Shape>): JsonObject {
  const token = shapes.has('login-without-token') ? null : (body['token'] ?? null);
  if (!shapes.has('login-nested')) return { ...body, token };
  return { status: true, message: body['message'] ?? null, data: { token, user: body['data'] ?? null } };
}

function walk(value: Json, change: (object: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((one) => walk(one, change));
  if (!isJsonObject(value)) return value;
  const changed = change(value);
  return Object.fromEntries(Object.entries(changed).map(([name, one]) => [name, walk(one, change)]));
}

function reshapeObject(original: JsonObject, shapes: ReadonlySet<Shape>, random: Random): JsonObject {
  let object = { ...original };
  const isMessage = 'content' in object && 'content_type' in object;
  const isConversation = 'is_open' in object;
  const isPerson = 'email' in object && 'name' in object;
  if (shapes.has('null-last-message') && isConversation) {
    Object.assign(object, { last_message_id: null, last_message_at: null });
    if ('lastMessage' in object) object['lastMessage'] = null;
  }
  if (shapes.has('no-relations') && isMessage) {
    for (const [index, name] of RELATIONS.entries()) {
      if (!(name in object)) continue;
      if (index % 2 === 0) delete object[name];
      else object[name] = null;
    }
  }
  if (shapes.has('odd-metadata') && (isMessage || isConversation) && 'metadata' in object) {
    const { metadata } = object;
    const isEmpty = metadata === null || (isJsonObject(metadata) && Object.keys(metadata).length === 0);
    object['metadata'] = isEmpty ? [] : random() < 0.5 ? JSON.stringify(metadata) : (metadata ?? null);
  }
  if (shapes.has('null-text')) nullText(object);
  if (shapes.has('odd-participants') && Array.isArray(object['participants'])) {
    const [first, ...others] = object['participants'].filter((one) => isJsonObject(one));
    if (first !== undefined) {
      const withoutUser = others.map((one, index) => (index === 0 ? { ...one, user: null, user_id: null } : one));
      object['participants'] = [first, first, ...withoutUser];
    }
  }
  if (shapes.has('unknown-values')) unknownValues(object);
  if (shapes.has('odd-types')) oddTypes(object, random);
  if (shapes.has('sql-times')) sqlTimes(object);
  if (shapes.has('leaky-people') && isPerson) leak(object);
  if (shapes.has('leaky-people') && 'shop_name' in object) {
    const { logo = null, ...rest } = object;
    object = {
      ...rest,
      logo_url: logo,
      ktp_number: '3578000000000001',
      ktp_photo: 'https://storage.zukses.com/ktp/1.jpg',
    };
  }
  if (shapes.has('snake-case')) {
    object = Object.fromEntries(Object.entries(object).map(([name, value]) => [SNAKE[name] ?? name, value]));
  }
  return object;
}

/** The same rows every time, as on a real server: private talks have no title, files no words, system messages no sender. */
function nullText(object: JsonObject): void {
  if (object['type'] === 'private' && 'is_open' in object) object['title'] = null;
  if (!('content' in object) || !('content_type' in object)) return;
  const { attachments } = object;
  if (Array.isArray(attachments) && attachments.length > 0) object['content'] = null;
  if (object['content_type'] === 'system') object['senderUser'] = null;
}

const UNKNOWN_VALUES: Readonly<Record<string, string>> = {
  role: 'supervisor',
  content_type: 'poll',
  status: 'seen',
};

/** On every third row, and always the same ones. */
function unknownValues(object: JsonObject): void {
  if (typeof object['id'] !== 'number' || object['id'] % 3 !== 0) return;
  for (const [name, value] of Object.entries(UNKNOWN_VALUES)) {
    if (typeof object[name] === 'string') object[name] = value;
  }
  if ('is_open' in object) object['type'] = 'auction_support';
}

function oddTypes(object: JsonObject, random: Random): void {
  for (const [name, value] of Object.entries(object)) {
    if (typeof value === 'boolean' && name.startsWith('is_') && random() < 0.5) object[name] = value ? 1 : 0;
    if (typeof value === 'number' && TEXT_NUMBERS.has(name)) object[name] = String(value);
  }
}

function sqlTimes(object: JsonObject): void {
  for (const [name, value] of Object.entries(object)) {
    if (name.endsWith('_at') && typeof value === 'string') object[name] = value.slice(0, 19).replace('T', ' ');
  }
}

/** What was seen in the answers of a real backend, with made-up values. */
function leak(person: JsonObject): void {
  const { profile_photo: photo = null } = person;
  delete person['profile_photo'];
  Object.assign(person, {
    profile: { image: photo, national_id: '3578000000000001' },
    access_token: 'leaked-token-of-somebody-else',
    fcm_token: 'leaked-device-token',
  });
}
