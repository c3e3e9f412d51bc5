import type { EngineMethod } from '#shared/contract/engine.ts';
import type { HostMethod } from '#shared/contract/host.ts';

/**
 * May a call be made again when the connection broke before its answer came? Queries, and commands that carry an id of their own or say how
 * it shall be in the end. The others are answered with ENGINE_UNAVAILABLE, and the agent decides.
 */
const ENGINE: Readonly<Record<EngineMethod, boolean>> = {
  'session.get': true,
  'session.signIn': false,
  'session.signOut': true,
  'session.leave': true,
  'settings.set': true,
  'inbox.list': true,
  'counts.get': true,
  'sync.status': true,
  'sync.retryNow': true,
  'conversation.get': true,
  'conversation.show': true,
  'conversation.create': true,
  'conversation.rewrite': true,
  'conversations.search': true,
  'conversation.update': true,
  'conversation.report': false,
  'people.search': true,
  'thread.page': true,
  'thread.replies': true,
  'thread.loadOlder': true,
  'thread.fetchMessage': true,
  'search.messages': true,
  'message.send': true,
  'outbox.act': false,
  'outbox.list': true,
  'message.edit': true,
  'message.delete': true,
  'reaction.set': true,
  'read.mark': true,
  'read.markUnread': true,
  'typing.set': true,
  'draft.get': true,
  'draft.save': true,
  'canned.list': true,
  'canned.save': true,
  'canned.remove': true,
  'canned.files': false,
  'canned.export': true,
  'canned.import': false,
  'cards.search': true,
  'cards.ofMessage': true,
  'file.stageBegin': false,
  'file.stageChunk': false,
  'file.stageEnd': false,
  'file.unstage': true,
  'file.stageFromMedia': true,
  'media.states': true,
  'media.fetch': true,
  'media.stop': true,
  'conversation.files': true,
  'stickers.list': true,
  'stickers.keep': true,
  'stickers.remove': true,
};

const HOST: Readonly<Record<HostMethod, boolean>> = {
  'host.info': true,
  'demo.open': true,
  'session.keep': true,
  'shell.openExternal': false,
  'media.saveAs': false,
  'file.saveText': false,
  'media.open': false,
  'media.showInFolder': false,
  'window.title': true,
};

export function mayRepeat(side: 'engine' | 'host', method: string): boolean {
  const table: Readonly<Record<string, boolean>> = side === 'engine' ? ENGINE : HOST;
  return table[method] ?? false;
}
