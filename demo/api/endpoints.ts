/** Every address of the demo by a name, so that a fault can be aimed at one of them. */
export type EndpointName =
  | 'login'
  | 'conversations.list'
  | 'conversations.create'
  | 'conversations.update'
  | 'conversations.read'
  | 'conversations.report'
  | 'participants.update'
  | 'messages.list'
  | 'messages.send'
  | 'messages.edit'
  | 'messages.delete'
  | 'reactions.add'
  | 'reactions.remove'
  | 'contacts.list'
  | 'channel-auth'
  | 'files'
  | 'pusher-api'
  | 'unknown';

type Route = { readonly endpoint: EndpointName; readonly method: string; readonly path: string };

export const ROUTES = {
  login: { endpoint: 'login', method: 'POST', path: '/v1/auth/login' },
  listConversations: { endpoint: 'conversations.list', method: 'GET', path: '/v1/chat/conversations' },
  createConversation: { endpoint: 'conversations.create', method: 'POST', path: '/v1/chat/conversations' },
  updateConversation: { endpoint: 'conversations.update', method: 'PATCH', path: '/v1/chat/conversations/:id' },
  readConversation: { endpoint: 'conversations.read', method: 'POST', path: '/v1/chat/conversations/:id/read' },
  reportConversation: { endpoint: 'conversations.report', method: 'POST', path: '/v1/chat/conversations/:id/reports' },
  updateParticipant: {
    endpoint: 'participants.update',
    method: 'PATCH',
    path: '/v1/chat/conversations/:id/participants/me',
  },
  listMessages: { endpoint: 'messages.list', method: 'GET', path: '/v1/chat/conversations/:id/messages' },
  sendMessage: { endpoint: 'messages.send', method: 'POST', path: '/v1/chat/messages' },
  editMessage: { endpoint: 'messages.edit', method: 'PATCH', path: '/v1/chat/messages/:id' },
  deleteMessage: { endpoint: 'messages.delete', method: 'DELETE', path: '/v1/chat/messages/:id' },
  addReaction: { endpoint: 'reactions.add', method: 'POST', path: '/v1/chat/messages/:id/reactions' },
  removeReaction: { endpoint: 'reactions.remove', method: 'DELETE', path: '/v1/chat/messages/:id/reactions/:reaction' },
  listContacts: { endpoint: 'contacts.list', method: 'GET', path: '/v1/chat/contacts' },
  authorizeChannel: { endpoint: 'channel-auth', method: 'POST', path: '/broadcasting/auth' },
} as const satisfies Record<string, Route>;

const MATCHERS = Object.values(ROUTES).map((route) => ({
  endpoint: route.endpoint,
  method: route.method,
  pattern: new RegExp(`^${route.path.replace(/:[a-z]+/g, '[^/]+')}$`),
}));

export function endpointOf(method: string, path: string): EndpointName {
  const found = MATCHERS.find((one) => one.method === method && one.pattern.test(path));
  if (found !== undefined) return found.endpoint;
  if (path.startsWith('/storage/')) return 'files';
  if (path.startsWith('/apps/')) return 'pusher-api';
  return 'unknown';
}
