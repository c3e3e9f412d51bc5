import { Hono } from 'hono';
import * as z from 'zod';
import { faultSchema } from '../faults/fault.ts';
import type { Faults } from '../faults/faults.ts';
import { failDelivery, listMessages } from '../domain/messages.ts';
import type { People } from '../people/people.ts';
import { presentConversation, presentMessages, type PresentContext } from '../store/present.ts';
import type { ConversationRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Tokens } from './tokens.ts';

type Parts = { world: World; faults: Faults; people: People; tokens: Tokens; rateLimiter: RateLimiter };

const id = z.int().min(1);
const sayInput = z.strictObject({ conversation_id: id, user_id: id, content: z.string().min(1) });
const typingInput = z.strictObject({ conversation_id: id, user_id: id, is_typing: z.boolean() });
const readInput = z.strictObject({ conversation_id: id, user_id: id });
const undeliveredInput = z.strictObject({ conversation_id: id, message_id: id });
const reactInput = z.strictObject({ message_id: id, user_id: id, reaction: z.string().min(1) });
const networkInput = z.strictObject({ up: z.boolean() });
const switchInput = z.strictObject({ enabled: z.boolean() });
const quietInput = z.strictObject({ quiet: z.boolean() });
const tokenInput = z.strictObject({ user_id: id, lifetime_seconds: z.int().optional() });
/** One or several. */
const faultsInput = z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(faultSchema));

/** What tests and people who try things out use to steer the demo while it runs. No part of the API, and never affected by a fault. */
export function createAdmin(parts: Parts): Hono {
  const { world, faults, people, tokens, rateLimiter } = parts;
  const admin = new Hono().basePath('/admin');
  const context: PresentContext = {
    reader: world.store,
    get origin() {
      return world.origin;
    },
    get fileSignature() {
      return world.fileSignature;
    },
    isConnected: (userId) => world.isConnected(userId),
    keepsDeletedText: true,
  };
  const state = (): object => ({ faults: faults.list(), injected: faults.injected(), network: { up: !faults.isCut } });

  admin.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return c.json({ error: 'The body is not JSON.' }, 400);
    process.emitWarning(error);
    return c.json({ error: error.message }, 500);
  });

  admin.get('/faults', (c) => c.json(state()));
  /** These and no others. */
  admin.put('/faults', async (c) => {
    const wanted = faultsInput.parse(await c.req.json());
    faults.clear();
    for (const fault of wanted) faults.add(fault);
    return c.json(state());
  });
  /** These too. */
  admin.post('/faults', async (c) => {
    const ids = faultsInput.parse(await c.req.json()).map((fault) => faults.add(fault));
    return c.json({ ids, ...state() }, 201);
  });
  admin.delete('/faults', (c) => {
    faults.clear();
    return c.json(state());
  });
  admin.delete('/faults/:id', (c) => {
    faults.remove(Number(c.req.param('id')));
    return c.json(state());
  });

  admin.put('/network', async (c) => {
    const { up } = networkInput.parse(await c.req.json());
    if (up) faults.restoreNetwork();
    else faults.cutNetwork();
    return c.json(state());
  });
  admin.put('/rate-limits', async (c) => {
    const { enabled } = switchInput.parse(await c.req.json());
    rateLimiter.enabled = enabled;
    rateLimiter.reset();
    return c.json({ enabled });
  });
  admin.put('/people', async (c) => {
    const { quiet } = quietInput.parse(await c.req.json());
    people.setQuiet(quiet);
    return c.json({ quiet });
  });

  admin.post('/tokens', async (c) => {
    const input = tokenInput.parse(await c.req.json());
    return c.json({ token: await tokens.issue(input.user_id, input.lifetime_seconds) }, 201);
  });
  admin.post('/tokens/expire', (c) => {
    tokens.expireAll();
    return c.json({});
  });

  /** Every address of a sent file that was given out so far is refused from now on; the next answers give new ones. */
  admin.post('/files/expire', (c) => {
    world.fileSignature += 1;
    return c.json({ signature: world.fileSignature });
  });

  admin.post('/say', async (c) => {
    const input = sayInput.parse(await c.req.json());
    return c.json({ message_id: people.say(input.conversation_id, input.user_id, input.content) }, 201);
  });
  admin.post('/typing', async (c) => {
    const input = typingInput.parse(await c.req.json());
    people.type(input.conversation_id, input.user_id, input.is_typing);
    return c.json({});
  });
  admin.post('/read', async (c) => {
    const input = readInput.parse(await c.req.json());
    people.read(input.conversation_id, input.user_id);
    return c.json({});
  });
  admin.post('/undelivered', async (c) => {
    const input = undeliveredInput.parse(await c.req.json());
    failDelivery(world, input.conversation_id, input.message_id);
    return c.json({});
  });
  admin.post('/react', async (c) => {
    const input = reactInput.parse(await c.req.json());
    people.react(input.message_id, input.user_id, input.reaction);
    return c.json({});
  });

  /** Everything there is, for assertions: all conversations, and all messages of one in rising order, deleted ones with their text. */
  admin.get('/conversations', (c) => {
    const rows = world.store.all<ConversationRow>('SELECT * FROM conversations ORDER BY id');
    return c.json({ data: rows.map((row) => presentConversation(context, row, 'list')) });
  });
  admin.get('/conversations/:id/messages', (c) => {
    const everything = { limit: Number.MAX_SAFE_INTEGER, page: 1, beforeId: null, afterId: 0 };
    const { rows } = listMessages(world.store, Number(c.req.param('id')), everything);
    return c.json({ data: presentMessages(context, rows, 'list') });
  });
  return admin;
}
