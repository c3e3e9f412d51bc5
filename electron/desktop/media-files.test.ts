import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import { MediaFiles } from './media-files.ts';

let folder: string;
let opened: string[];
let shown: string[];
let answer: string | null;
let files: MediaFiles;

const known: Record<string, Pick<MediaFile, 'contentType' | 'filename'> & { name: string }> = {
  picture: { contentType: 'image/png', filename: 'foto.exe', name: 'abc' },
  script: { contentType: 'application/octet-stream', filename: 'run.sh', name: 'abc' },
  outside: { contentType: 'image/png', filename: 'x.png', name: '../secret' },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'media-files-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'abc'), 'bytes');
  writeFileSync(join(folder, 'secret'), 'secret');
  opened = [];
  shown = [];
  answer = join(folder, 'saved.png');
  files = new MediaFiles({
    dataDir: join(folder, 'data'),
    tempDir: folder,
    downloadsDir: join(folder, 'Downloads'),
    media: (id) => {
      const file = known[id];
      if (file === undefined)
        return Promise.resolve({ ok: false, error: { code: 'NOT_FOUND', message: '', details: {} } });
      const value = { ...file, path: join(folder, 'data', file.name), sizeBytes: 5 };
      return Promise.resolve({ ok: true, value, stamp: null });
    },
    askWhere: (suggestion) => {
      shown.push(`ask ${suggestion}`);
      return Promise.resolve(answer);
    },
    openPath: (path) => {
      opened.push(path);
      return Promise.resolve('');
    },
    showInFolder: (path) => shown.push(path),
  });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('what the page has made is saved where the agent says, or not at all', async () => {
  expect(await files.saveText('balasan.json', '{}')).toBe(true);
  expect(readFileSync(join(folder, 'saved.png'), 'utf8')).toBe('{}');
  expect(shown).toEqual([`ask ${join(folder, 'Downloads', 'balasan.json')}`]);
  answer = null;
  expect(await files.saveText('balasan.json', '{}')).toBe(false);
});

describe('somebody’s file', () => {
  it('is saved where the agent says, under a name that says what it is', async () => {
    expect(await files.saveAs('picture')).toBe(true);
    expect(readFileSync(join(folder, 'saved.png'), 'utf8')).toBe('bytes');
    expect(shown).toEqual([`ask ${join(folder, 'Downloads', 'foto.png')}`]);
    answer = null;
    expect(await files.saveAs('picture')).toBe(false);
  });

  it('is shown where it was saved; what was not saved yet is saved first', async () => {
    expect(await files.showInFolder('picture')).toBe(true);
    expect(shown).toEqual([`ask ${join(folder, 'Downloads', 'foto.png')}`, join(folder, 'saved.png')]);
    expect(await files.showInFolder('picture')).toBe(true);
    expect(shown.at(-1)).toBe(join(folder, 'saved.png'));
    // Taken away since, and not wanted again.
    rmSync(join(folder, 'saved.png'));
    answer = null;
    expect(await files.showInFolder('picture')).toBe(false);
    expect(shown).toHaveLength(4);
  });

  it('is opened as a copy, which goes away with the program', async () => {
    expect(await files.open('picture')).toBe(true);
    const [copy = ''] = opened;
    expect(basename(copy)).toBe('foto.png');
    expect(dirname(copy)).not.toBe(join(folder, 'data'));
    expect(existsSync(copy)).toBe(true);
    await files.removeCopies();
    expect(existsSync(copy)).toBe(false);
  });

  it('is not opened when it could run', async () => {
    expect(await files.open('script')).toBe(false);
    expect(opened).toEqual([]);
  });

  it('is never one from outside the folder', async () => {
    await expect(files.saveAs('outside')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(files.open('unknown')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
