import type { Bridge } from '#shared/contract/bridge.ts';
import { STAGE_CHUNK_BYTES } from '#shared/limits.ts';

/** Copies a file into staging over the contract, a chunk after the other; used where the page can't name a path. */
export async function stageInChunks(
  engine: Bridge['engine'],
  file: File,
  options: Parameters<Bridge['stage']>[1],
  onProgress: (fraction: number) => void,
): ReturnType<Bridge['stage']> {
  const { stageId } = options;
  const begun = await engine('file.stageBegin', { ...options, filename: file.name, sizeBytes: file.size });
  if (!begun.ok) return begun;
  for (let offset = 0; offset < file.size; offset += STAGE_CHUNK_BYTES) {
    let base64: string;
    try {
      base64 = await readBase64(file.slice(offset, offset + STAGE_CHUNK_BYTES));
    } catch (error) {
      // The file went away or may no longer be read; the engine drops what it had of it.
      await engine('file.unstage', { stageId });
      return { ok: false, error: { code: 'FILE_DAMAGED', message: String(error), details: { filename: file.name } } };
    }
    const sent = await engine('file.stageChunk', { stageId, offset, base64 });
    if (!sent.ok) return sent;
    onProgress(Math.min(1, sent.value.receivedBytes / file.size));
  }
  return engine('file.stageEnd', { stageId });
}

function readBase64(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file could not be read.')));
    reader.readAsDataURL(part);
  });
}
