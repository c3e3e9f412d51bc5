import { Hono } from 'hono';
import { ApiError } from '../errors.ts';
import { handlePusherApi } from '../realtime/events-api.ts';
import { refusal, type App, type AppContext, type AppEnvironment, type AppParts } from './answer.ts';
import { ROUTES } from './endpoints.ts';
import { serveFile } from './serve-file.ts';
import { registerChannelAuth } from './channel-auth.ts';
import { registerConversations } from './conversations.ts';
import { registerLogin } from './login.ts';
import { registerMessages } from './messages.ts';

/** Everything that answers HTTP, without a socket in sight. */
export function createApp(parts: AppParts): App {
  const app: App = new Hono<AppEnvironment>();
  app.onError((error) => {
    if (error instanceof ApiError) return refusal(error);
    // A mistake of the demo's own, not a fault that was asked for.
    process.emitWarning(error);
    return refusal(new ApiError(500, 'Internal Server Error'));
  });
  app.notFound((context) =>
    context.json({ message: `The route ${new URL(context.req.url).pathname} could not be found.` }, 404),
  );
  registerLogin(app, parts);
  app.use('/v1/chat/*', async (context, next) => {
    context.set('userId', await authenticate(parts, context));
    await next();
  });
  app.use(ROUTES.authorizeChannel.path, async (context, next) => {
    context.set('userId', await authenticate(parts, context));
    await next();
  });
  registerConversations(app, parts);
  registerMessages(app, parts);
  registerChannelAuth(app, parts);
  app.on(['GET', 'HEAD'], '/storage/*', (context) => serveFile(parts.world, context.req.raw));
  app.all('/apps/*', (context) => handlePusherApi(parts.hub, parts.world.clock, context.req.raw));
  return app;
}

/** The document gives 401 no code of its own. */
async function authenticate(parts: AppParts, context: AppContext): Promise<number> {
  const token = /^Bearer (.+)$/i.exec(context.req.header('Authorization') ?? '')?.[1];
  if (token === undefined) throw new ApiError(401, 'A bearer token is required');
  const check = await parts.tokens.check(token);
  if (!check.ok) throw new ApiError(401, check.reason === 'expired' ? 'Token has expired' : 'Token is not valid');
  if (parts.world.store.get('SELECT 1 FROM users WHERE id = ?', check.userId) === undefined) {
    throw new ApiError(401, 'Token is not valid');
  }
  return check.userId;
}
