// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wordsFor } from '../i18n/words.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { reportRejections } from './report-rejections.ts';

afterEach(cleanup);

function Broken(): never {
  throw new Error('a fault of ours');
}

describe('the last resort', () => {
  it('says that the window broke, what is safe, and how to go on', () => {
    // React says it in the console as well.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    render(
      <ErrorBoundary words={wordsFor('id')}>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByRole('heading').textContent).toBe('Ada yang rusak di jendela ini');
    expect(screen.getByRole('button', { name: 'Muat ulang' })).toBeTruthy();
  });

  it('writes a rejection that nobody handled into the console, the same one once', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const page = new EventTarget();
    reportRejections(page);
    const reject = (message: string): Event => {
      const event = Object.assign(new Event('unhandledrejection', { cancelable: true }), {
        reason: new Error(message),
      });
      page.dispatchEvent(event);
      return event;
    };
    expect(reject('one').defaultPrevented).toBe(true);
    reject('one');
    reject('two');
    expect(said).toHaveBeenCalledTimes(2);
  });
});
