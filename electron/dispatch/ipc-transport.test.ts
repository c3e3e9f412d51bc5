import { describe, expect, it, vi } from 'vitest';
import { Dispatcher, type EngineRelay, type IncomingCall } from './dispatcher.ts';
import { type CallEvent, type CallingFrame, type IpcReceiver, isOwnTopFrame, serveIpc } from './ipc-transport.ts';

const BASE = 'app://desk';
const own: CallingFrame = { url: 'app://desk/index.html#inbox', parent: null };

describe('isOwnTopFrame', () => {
  it('believes our own top frame', () => {
    expect(isOwnTopFrame(own, BASE)).toBe(true);
  });

  it.each<[string, CallingFrame | null]>([
    ['a frame that is gone', null],
    ['a frame inside another', { ...own, parent: own }],
    ['another host', { url: 'app://desk.evil/index.html', parent: null }],
    ['another scheme', { url: 'https://desk/index.html', parent: null }],
    ['a name that begins like ours', { url: 'app://desk@evil/index.html', parent: null }],
    ['a user name', { url: 'app://x@desk/index.html', parent: null }],
    ['another port', { url: 'app://desk:81/index.html', parent: null }],
    ['a blank page', { url: 'about:blank', parent: null }],
    ['nothing', { url: '', parent: null }],
  ])('does not believe %s', (_, frame) => {
    expect(isOwnTopFrame(frame, BASE)).toBe(false);
  });
});

describe('serveIpc', () => {
  function serve() {
    let listener: (event: CallEvent, ...args: unknown[]) => Promise<unknown> = () => Promise.resolve();
    const removeHandler = vi.fn<(channel: string) => void>();
    const ipc: IpcReceiver = {
      handle: (_channel, given) => {
        listener = given;
      },
      removeHandler,
    };
    const dispatcher = new Dispatcher({
      engine: { call: vi.fn<EngineRelay['call']>() },
      host: {} as never,
      log: () => undefined,
    });
    const dispatch = vi.spyOn(dispatcher, 'dispatch').mockResolvedValue({ ok: true, value: 1, stamp: null });
    const stop = serveIpc(ipc, dispatcher, BASE);
    return {
      call: async (event: CallEvent, ...args: unknown[]) => listener(event, ...args),
      dispatch,
      stop,
      removeHandler,
    };
  }

  it('hands calls to the dispatcher with its judgement of the sender', async () => {
    const { call, dispatch } = serve();
    const wanted = { side: 'engine', method: 'session.get', input: {} };
    expect(await call({ senderFrame: own }, wanted)).toEqual({ ok: true, value: 1, stamp: null });
    expect(dispatch).toHaveBeenLastCalledWith({ ...wanted, trusted: true } satisfies IncomingCall);
    await call({ senderFrame: { ...own, parent: own } }, wanted);
    expect(dispatch).toHaveBeenLastCalledWith({ ...wanted, trusted: false } satisfies IncomingCall);
  });

  it.each([[undefined], [null], ['text'], [1]])('survives the argument %j', async (argument) => {
    const { call, dispatch } = serve();
    await call({ senderFrame: own }, argument);
    expect(dispatch).toHaveBeenLastCalledWith({ side: undefined, method: undefined, input: undefined, trusted: true });
  });

  it('stops', () => {
    const { stop, removeHandler } = serve();
    stop();
    expect(removeHandler).toHaveBeenCalledOnce();
  });
});
