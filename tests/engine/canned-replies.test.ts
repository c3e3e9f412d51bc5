import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '#demo/ports.ts';
import { picture } from '#tests/support/picture.ts';
import { openDemoDesk, type DemoDesk } from '#tests/simulation/demo-desk.ts';

let office: DemoDesk;
let time: DemoDesk['time'];
let desk: DemoDesk['desk'];

beforeEach(async () => {
  office = await openDemoDesk(3);
  ({ time, desk } = office);
});

afterEach(async () => {
  await office.close();
});

async function stagePicture(): Promise<string> {
  const stageId = crypto.randomUUID();
  const bytes = picture(seededRandom(1));
  await desk.call('file.stageBegin', {
    stageId,
    filename: 'resi.png',
    sizeBytes: bytes.byteLength,
    asSticker: false,
    width: null,
    height: null,
  });
  await desk.call('file.stageChunk', { stageId, offset: 0, base64: Buffer.from(bytes).toString('base64') });
  await desk.call('file.stageEnd', { stageId });
  return stageId;
}

const reply = { title: 'Resi', text: 'Halo {{customer.name}}, resi terlampir.', files: [] as string[] };

describe('canned replies', () => {
  it('keep their files over a restart, and give a copy of them for each message', async () => {
    const id = crypto.randomUUID();
    const stageId = await stagePicture();
    await desk.call('canned.save', { ...reply, id, shortcut: 'resi', files: [stageId] });
    await desk.stop();
    desk.start();
    await desk.call('file.unstage', { stageId });
    const [kept] = await desk.call('canned.list', {});
    expect(kept).toMatchObject({ id, shortcut: 'resi', files: [{ stageId, filename: 'resi.png', kind: 'image' }] });
    const copies = await desk.call('canned.files', { id });
    expect(copies).toHaveLength(1);
    expect(copies[0]?.stageId).not.toBe(stageId);
    expect(copies[0]?.sizeBytes).toBe(kept?.files[0]?.sizeBytes);
  });

  it('have one shortcut each, which is a word', async () => {
    await desk.call('canned.save', { ...reply, id: crypto.randomUUID(), shortcut: 'resi' });
    const again = { ...reply, id: crypto.randomUUID() };
    const refused = async (shortcut: string) => desk.call('canned.save', { ...again, shortcut });
    await expect(refused('RESI')).rejects.toMatchObject({ code: 'SHORTCUT_TAKEN' });
    await expect(refused('dua kata')).rejects.toMatchObject({ code: 'SHORTCUT_INVALID' });
  });

  it('go out as a file and come back whole, also onto another desk; a bad one is named and costs no other', async () => {
    await desk.call('canned.save', {
      ...reply,
      id: crypto.randomUUID(),
      shortcut: 'resi',
      files: [await stagePicture()],
    });
    const text = await desk.call('canned.export', {});
    const file = JSON.parse(text) as { replies: { shortcut: string }[] };
    file.replies.push({ ...file.replies[0], shortcut: 'tidak boleh' });
    const [before] = await desk.call('canned.list', {});
    await desk.call('canned.remove', { id: before?.id ?? '' });
    expect(await desk.call('canned.list', {})).toEqual([]);
    const outcome = await desk.call('canned.import', { text: JSON.stringify(file) });
    expect(outcome).toMatchObject({
      imported: 1,
      refused: [{ shortcut: 'tidak boleh', error: { code: 'SHORTCUT_INVALID' } }],
    });
    const [after] = await desk.call('canned.list', {});
    expect(after).toMatchObject({ shortcut: 'resi', text: reply.text, files: [{ filename: 'resi.png' }] });
    await expect(desk.call('canned.import', { text: '{"format":"x"}' })).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
    });
    await expect(desk.call('canned.import', { text: 'bukan' })).rejects.toMatchObject({ code: 'IMPORT_UNREADABLE' });
  });

  it('stand beside products and orders that came up, ready to be sent as cards', async () => {
    await time.advance(60_000);
    const cards = await desk.call('cards.search', { text: '', conversationId: '1', limit: 50 });
    expect(cards.length).toBeGreaterThan(3);
    expect(new Set(cards.map((one) => one.contentType))).toEqual(new Set(['order_card', 'product_card']));
    for (const one of cards) {
      expect(one.card.title).not.toBeNull();
      expect(one.metadata['card_type']).toBe(one.contentType === 'order_card' ? 'order' : 'product');
    }
    const found = await desk.call('cards.search', { text: cards[0]?.card.title ?? '', conversationId: null, limit: 5 });
    expect(found[0]?.card.title).toBe(cards[0]?.card.title);
  });
});
