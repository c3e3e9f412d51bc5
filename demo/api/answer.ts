import type { Context, Hono } from 'hono';
import type { ApiError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Hub } from '../realtime/hub.ts';
import type { PresentContext } from '../store/present.ts';
import type { World } from '../world.ts';
import type { Hints } from './hints.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Tokens } from './tokens.ts';

export type AppParts = { world: World; hub: Hub; tokens: Tokens; rateLimiter: RateLimiter };
export type AppEnvironment = { Bindings: { hints: Hints }; Variables: { userId: number } };
export type App = Hono<AppEnvironment>;
export type AppContext = Context<AppEnvironment>;

export function refusal(error: ApiError): Response {
  const body: JsonObject = { success: false, message: error.message };
  if (error.code !== null) body['error_code'] = error.code;
  if (error.errors !== null) body['errors'] = error.errors;
  return Response.json(body, { status: error.status, headers: error.headers });
}

/** What this request reads from: the data of now, or of a while ago. */
export function presentContext(world: World, hints: Hints): PresentContext {
  return {
    reader: hints.lagMilliseconds === undefined ? world.store : world.store.asOf(hints.lagMilliseconds),
    origin: world.origin,
    get fileSignature() {
      return world.fileSignature;
    },
    isConnected: (userId) => world.isConnected(userId),
    keepsDeletedText: hints.keepsDeletedText === true,
  };
}

/** The envelope of an answer that went well (docs/api.md section 1). */
export function success(
  message: string,
  data: JsonObject | JsonObject[] | null,
  options: { status?: number; pagination?: JsonObject; headers?: Record<string, string> } = {},
): Response {
  const body: JsonObject = { success: true, message, data };
  if (options.pagination !== undefined) body['pagination'] = options.pagination;
  return Response.json(body, { status: options.status ?? 200, headers: options.headers ?? {} });
}

export function pagination(page: number, limit: number, total: number): JsonObject {
  return { current_page: page, per_page: limit, total, total_pages: Math.ceil(total / limit) };
}

/** A path without a number names nothing: 0 is nobody's. */
export function idOf(context: AppContext): number {
  const id = context.req.param('id') ?? '';
  return /^\d{1,15}$/.test(id) ? Number(id) : 0;
}

/** The document names no largest page; a larger `limit` is cut to this and said in `per_page`. */
export const MAX_PAGE_SIZE = 100;
