import { findParticipant } from '../domain/conversations.ts';
import { ApiError } from '../errors.ts';
import type { UserRow } from '../store/rows.ts';
import type { App, AppParts } from './answer.ts';
import { readBody } from './body.ts';
import { ROUTES } from './endpoints.ts';

/** Signs a subscription (docs/api.md section 8): one's own user channel, and the channels of one's own conversations. */
export function registerChannelAuth(app: App, { world, hub }: AppParts): void {
  app.post(ROUTES.authorizeChannel.path, async (context) => {
    const { values } = await readBody(context.req.raw);
    const socketId = values['socket_id'];
    const channel = values['channel_name'];
    if (typeof socketId !== 'string' || typeof channel !== 'string' || !/^\d+\.\d+$/.test(socketId)) {
      throw new ApiError(400, 'The socket id and channel name fields are required');
    }
    const userId = context.get('userId');
    const own = /^private-user\.(\d+)$/.exec(channel)?.[1];
    if (own !== undefined && Number(own) === userId) return context.json({ auth: hub.sign(socketId, channel) });
    const conversationId = Number(/^presence-conversation\.(\d{1,15})$/.exec(channel)?.[1] ?? 0);
    if (findParticipant(world.store, conversationId, userId) === undefined) {
      throw new ApiError(403, 'You may not subscribe to this channel');
    }
    const user = world.store.get<UserRow>('SELECT * FROM users WHERE id = ?', userId);
    const member = JSON.stringify({ user_id: String(userId), user_info: { id: userId, name: user?.name ?? '' } });
    return context.json({ auth: hub.sign(socketId, channel, member), channel_data: member });
  });
}
