import { expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { checkFiles } from './files.ts';

/** Says to be of a size that would be slow to really have. */
class Sized extends File {
  readonly #size: number;

  constructor(name: string, head: string, size: number) {
    super([Buffer.from(head, 'latin1')], name);
    this.#size = size;
  }

  override get size(): number {
    return this.#size;
  }
}

const MB = 1024 * 1024;
const movie = (size: number): Sized => new Sized('a.mp4', '\0\0\0\u0018ftypisom', size);
const song = (size: number): Sized => new Sized('a.mp3', 'ID3\u0003', size);
const check = async (...files: File[]): Promise<unknown> =>
  checkFiles(
    files.map((file, index) => ({ field: `attachments[${index}]`, file })),
    null,
  );
const tooLarge: unknown = expect.objectContaining({ status: 413, code: 'ATTACHMENT_TOO_LARGE' });

test('films have 100 MB and sounds 50 MB', async () => {
  await expect(check(movie(100 * MB))).resolves.toHaveLength(1);
  await expect(check(movie(100 * MB + 1))).rejects.toEqual(tooLarge);
  await expect(check(song(50 * MB))).resolves.toHaveLength(1);
  await expect(check(song(50 * MB + 1))).rejects.toEqual(tooLarge);
});

test('all files of a message have 200 MB together', async () => {
  await expect(check(movie(100 * MB), movie(100 * MB))).resolves.toHaveLength(2);
  const refusal = await check(movie(100 * MB), movie(100 * MB), song(1)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiError);
  expect(refusal).toMatchObject({ status: 413, errors: { attachments: [expect.stringContaining('200 MB')] } });
});
