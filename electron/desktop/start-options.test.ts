import { describe, expect, it } from 'vitest';
import { foldersFor, ownOptions } from './start-options.ts';

describe('the start options', () => {
  it('are found among everything else', () => {
    expect(
      ownOptions([
        '/electron',
        '.',
        '--inspect=0',
        '--user-data-dir=/x',
        '--demo',
        '--data-dir=/y',
        '--demonstrate',
        'zukses-desk://conversation/1',
      ]),
    ).toEqual(['--demo', '--data-dir=/y']);
  });

  it('say where everything lies', () => {
    expect(foldersFor('/d', '', '/usual')).toEqual({ dataDir: '/d', userData: '/d/desktop' });
    expect(foldersFor(null, '/u', '/usual')).toEqual({ dataDir: '/u/data', userData: null });
    expect(foldersFor(null, '', '/usual')).toEqual({ dataDir: '/usual', userData: null });
  });
});
