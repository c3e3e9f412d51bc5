import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { MessageChannelMain, RemotePorts, takeForTransfer, type MessagePortMain } from './message-ports.ts';
import { encodeClone } from './page/codec.ts';

describe('message channels', () => {
  it('carry messages both ways, after start', async () => {
    const { port1, port2 } = new MessageChannelMain();
    port1.postMessage({ early: new Map([[1, 2]]) });
    const arrived = once(port2, 'message');
    port2.start();
    const [event] = (await arrived) as [{ data: unknown }];
    expect(event.data).toEqual({ early: new Map([[1, 2]]) });
  });

  it('tell the other end that one was closed', async () => {
    const { port1, port2 } = new MessageChannelMain();
    port2.start();
    const closed = once(port2, 'close');
    port1.close();
    expect(await closed).toEqual([]);
  });

  it('transfer a port within a message, which is dead in the sender’s hands from then on', async () => {
    const outer = new MessageChannelMain();
    const inner = new MessageChannelMain();
    const arrived = once(outer.port2, 'message');
    outer.port2.start();
    outer.port1.postMessage('take it', [inner.port2]);
    const [event] = (await arrived) as [{ ports: MessagePortMain[] }];
    const answered = once(inner.port1, 'message');
    inner.port1.start();
    event.ports[0]?.postMessage('hello');
    expect(((await answered) as [{ data: unknown }])[0].data).toBe('hello');
    expect(() => outer.port1.postMessage('again', [inner.port2])).toThrow('already neutered');
  });

  it.each([
    ['what is no port', [{}], 'Invalid value for transfer'],
    [
      'a port twice',
      (() => {
        const { port1 } = new MessageChannelMain();
        return [port1, port1];
      })(),
      'duplicate',
    ],
  ])('refuse to transfer %s', (_name, transfer, message) => {
    expect(() => new MessageChannelMain().port1.postMessage('x', transfer)).toThrow(message);
  });

  it('refuse values that cannot be cloned', () => {
    expect(() => new MessageChannelMain().port1.postMessage(() => 1)).toThrow('An object could not be cloned.');
  });

  it('join a page and a utility process through the main process', () => {
    const log: string[] = [];
    const linkTo = (who: string): RemotePorts =>
      new RemotePorts({
        portMessage: (name, data, ports) => log.push(`${who} ${name} ${data} [${ports.join()}]`),
        portClose: (name) => log.push(`${who} ${name} closed`),
      });
    const page = linkTo('page');
    const utility = linkTo('utility');
    const { port1, port2 } = new MessageChannelMain();
    const [first, second] = takeForTransfer([port1, port2]);
    if (!first || !second) throw new Error('both ends are taken');
    page.handOver(first);
    utility.handOver(second);
    page.received('main-1', encodeClone('hi'), []);
    utility.received('main-1', encodeClone('hello'), ['utility-1']);
    page.closeAll();
    expect(log).toEqual(
      [
        'utility main-1 ["hi",[]] []',
        'page main-1 ["hello",[]] [main-2]',
        'utility utility-1 closed',
        'utility main-1 closed',
      ].toSorted((a, b) => log.indexOf(a) - log.indexOf(b)),
    );
  });
});
