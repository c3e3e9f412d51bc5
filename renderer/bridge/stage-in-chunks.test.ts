// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { Bridge } from '#shared/contract/bridge.ts';
import { STAGE_CHUNK_BYTES } from '#shared/limits.ts';
import { stageInChunks } from './stage-in-chunks.ts';

const OPTIONS = { stageId: '00000000-0000-4000-8000-000000000001', asSticker: false, width: null, height: null };

function engineThatStages() {
  const calls: { method: string; input: Record<string, unknown> }[] = [];
  let received = 0;
  const engine = ((method: string, input: Record<string, unknown>) => {
    calls.push({ method, input });
    if (method === 'file.stageChunk') received += atob(String(input['base64'])).length;
    return Promise.resolve({ ok: true, value: { receivedBytes: received }, stamp: null });
  }) as Bridge['engine'];
  return { engine, calls };
}

describe('stageInChunks', () => {
  it('moves a file in pieces of 1 MiB and says how far it is', async () => {
    const { engine, calls } = engineThatStages();
    const file = new File([new Uint8Array(STAGE_CHUNK_BYTES * 2 + 5)], 'video.mp4');
    const progress: number[] = [];
    await stageInChunks(engine, file, OPTIONS, (fraction) => progress.push(fraction));
    expect(calls.map((call) => call.method)).toEqual([
      'file.stageBegin',
      'file.stageChunk',
      'file.stageChunk',
      'file.stageChunk',
      'file.stageEnd',
    ]);
    expect(calls[0]?.input).toMatchObject({ filename: 'video.mp4', sizeBytes: STAGE_CHUNK_BYTES * 2 + 5 });
    expect(calls[3]?.input['offset']).toBe(STAGE_CHUNK_BYTES * 2);
    expect(progress[progress.length - 1]).toBe(1);
  });

  it('leaves an empty file to the engine’s check', async () => {
    const { engine, calls } = engineThatStages();
    await stageInChunks(engine, new File([], 'empty.pdf'), OPTIONS, () => undefined);
    expect(calls.map((call) => call.method)).toEqual(['file.stageBegin', 'file.stageEnd']);
  });
});
