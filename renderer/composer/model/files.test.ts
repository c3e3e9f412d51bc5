import { describe, expect, it } from 'vitest';
import { FILE_KINDS, FILES_PER_MESSAGE, FILES_TOTAL_BYTES } from '#shared/limits.ts';
import { ACCEPTED, refusalOf } from './files.ts';

const none = { files: 0, bytes: 0 };

describe('what is refused before a byte is copied', () => {
  it.each(Object.entries(FILE_KINDS).flatMap(([, kind]) => kind.extensions))('takes .%s', (extension) => {
    expect(refusalOf({ name: `a.${extension.toUpperCase()}`, size: 10 }, none)).toBeNull();
    expect(ACCEPTED).toContain(`.${extension}`);
  });

  it.each([
    ['foto.heic', 'as-jpg'],
    ['suara.opus', 'as-mp3'],
    ['layar.webm', 'as-mp4'],
    ['daftar.xlsx', 'as-pdf'],
    ['program.exe', 'none'],
    ['tanpa-akhiran', 'none'],
  ])('refuses %s and says %s', (name, way) => {
    expect(refusalOf({ name, size: 10 }, none)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE', filename: name, way });
  });

  it('names the limit of each kind', () => {
    const maxBytes = FILE_KINDS.image.maxBytes;
    expect(refusalOf({ name: 'a.gif', size: maxBytes }, none)).toBeNull();
    expect(refusalOf({ name: 'a.gif', size: maxBytes + 1 }, none)).toMatchObject({
      code: 'ATTACHMENT_TOO_LARGE',
      kind: 'image',
      maxBytes,
    });
  });

  it('refuses empty files, too many, and too much together', () => {
    expect(refusalOf({ name: 'a.pdf', size: 0 }, none)?.code).toBe('FILE_EMPTY');
    expect(refusalOf({ name: 'a.pdf', size: 1 }, { files: FILES_PER_MESSAGE, bytes: 1 })?.code).toBe('TOO_MANY_FILES');
    expect(refusalOf({ name: 'a.pdf', size: 1 }, { files: 1, bytes: FILES_TOTAL_BYTES })?.code).toBe('TOTAL_TOO_LARGE');
  });
});
