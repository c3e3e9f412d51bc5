/** What a page wants to load: announced to the app, which may refuse it, and shown to webRequest's listeners. */
import type { CdpSession } from './chromium.ts';
import { fromPageUrl, toPageUrl } from './schemes.ts';
import { askPermission } from './session.ts';
import { preventableEvent } from './strict.ts';
import type { WebContents } from './web-contents.ts';
import { askWebRequest, headerLists, webRequestListens } from './web-request.ts';

interface PausedRequest {
  requestId: string;
  request: { url: string; method: string; headers: Record<string, string> };
  frameId: string;
  resourceType: string;
  redirectedRequestId?: string;
  responseStatusCode?: number;
  responseStatusText?: string;
  responseHeaders?: { name: string; value: string }[];
  responseErrorReason?: string;
}

const withoutFragment = (url: string): string => url.split('#', 1)[0] ?? '';

export class NavigationGuard {
  readonly #contents: WebContents;
  readonly #requestedByPage = new Set<string>();
  #session: CdpSession | undefined;
  #expected: string | undefined;

  constructor(contents: WebContents) {
    this.#contents = contents;
  }

  listen(session: CdpSession): void {
    this.#session = session;
    session.on('Page.frameRequestedNavigation', (request: { frameId: string; url: string; disposition: string }) => {
      if (request.disposition === 'currentTab') this.#pageRequested(request.frameId, request.url);
    });
    session.on('Fetch.requestPaused', (paused: PausedRequest) => {
      this.#intercept(paused).catch(() =>
        session.sendQuietly('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' }),
      );
    });
  }

  /** The app itself goes there: that is not asked about. */
  expect(pageUrl: string): void {
    this.#expected = withoutFragment(new URL(pageUrl).href);
  }

  /** A page wants to go somewhere by itself: that is what an app may forbid. */
  #pageRequested(frameId: string, pageUrl: string): void {
    this.#requestedByPage.add(`${frameId} ${withoutFragment(pageUrl)}`);
    // Schemes that no loader handles (mailto:, tel: …) never come to the interception below.
    if (/^(https?|file|data|blob|about|javascript):/i.test(pageUrl)) return;
    if (this.#navigationPrevented('will-navigate', frameId, pageUrl)) return;
    void askPermission(
      'request',
      this.#contents as unknown as Electron.WebContents,
      'openExternal',
      this.#contents.mainFrame.origin,
      this.#contents.getURL(),
      {
        externalURL: pageUrl,
      },
    );
  }

  #navigationPrevented(kind: 'will-navigate' | 'will-redirect', frameId: string, pageUrl: string): boolean {
    const url = fromPageUrl(pageUrl);
    const isMainFrame = frameId === this.#contents._frames.mainFrameId;
    const fields = {
      url,
      isSameDocument: false,
      isMainFrame,
      frame: this.#contents._frames.frame(frameId),
      initiator: this.#contents.mainFrame,
    };
    const event = preventableEvent(fields);
    if (kind === 'will-redirect') {
      this.#contents.emit('will-redirect', event, url, false, isMainFrame, 1, 1);
      return event.defaultPrevented;
    }
    this.#contents.emit('will-frame-navigate', event);
    if (isMainFrame && !event.defaultPrevented) this.#contents.emit('will-navigate', event, url, false, true, 1, 1);
    return event.defaultPrevented;
  }

  async update(): Promise<void> {
    const session = this.#session;
    if (!session || this.#contents.isDestroyed()) return;
    const asks = webRequestListens('onBeforeRequest') || webRequestListens('onBeforeSendHeaders');
    await session.send('Fetch.enable', {
      patterns: [
        { urlPattern: '*', ...(asks ? {} : { resourceType: 'Document' }) },
        ...(webRequestListens('onHeadersReceived') ? [{ urlPattern: '*', requestStage: 'Response' }] : []),
      ],
    });
  }

  async #intercept(paused: PausedRequest): Promise<void> {
    const session = this.#contents._cdp();
    const { requestId, request, resourceType } = paused;
    const details = {
      url: fromPageUrl(request.url),
      method: request.method,
      resourceType,
      webContentsId: this.#contents.id,
    };
    const own = details.url !== request.url;
    const refuse = (): Promise<object> =>
      session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });

    if (paused.responseStatusCode !== undefined || paused.responseErrorReason !== undefined) {
      if (own || paused.responseErrorReason !== undefined) {
        await session.send('Fetch.continueResponse', { requestId });
        return;
      }
      const responseHeaders: Record<string, string[]> = {};
      for (const { name, value } of paused.responseHeaders ?? []) (responseHeaders[name] ??= []).push(value);
      const statusLine = `HTTP/1.1 ${paused.responseStatusCode ?? 200} ${paused.responseStatusText ?? ''}`;
      const answer = await askWebRequest('onHeadersReceived', {
        ...details,
        statusCode: paused.responseStatusCode,
        statusLine,
        responseHeaders,
      });
      if (answer.cancel) {
        await refuse();
        return;
      }
      await session.send('Fetch.continueResponse', {
        requestId,
        ...(answer.responseHeaders
          ? {
              responseCode: paused.responseStatusCode,
              responseHeaders: Object.entries(headerLists(answer.responseHeaders)).flatMap(([name, values]) =>
                values.map((value) => ({ name, value })),
              ),
            }
          : {}),
      });
      return;
    }

    if (resourceType === 'Document' && (await this.#navigationStopped(paused))) {
      await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    if (own) {
      // The loopback server asks the listeners for the app's own schemes.
      await session.send('Fetch.continueRequest', { requestId });
      return;
    }
    const before = await askWebRequest('onBeforeRequest', details);
    if (before.cancel) {
      await refuse();
      return;
    }
    const sending = await askWebRequest('onBeforeSendHeaders', { ...details, requestHeaders: request.headers });
    if (sending.cancel) {
      await refuse();
      return;
    }
    await session.send('Fetch.continueRequest', {
      requestId,
      ...(before.redirectURL ? { url: toPageUrl(before.redirectURL) } : {}),
      ...(sending.requestHeaders
        ? {
            headers: Object.entries(headerLists(sending.requestHeaders)).map(([name, values]) => ({
              name,
              value: values.join(', '),
            })),
          }
        : {}),
    });
  }

  async #navigationStopped({ request, frameId, redirectedRequestId }: PausedRequest): Promise<boolean> {
    if (redirectedRequestId !== undefined) return this.#navigationPrevented('will-redirect', frameId, request.url);
    const isMainFrame = frameId === this.#contents._frames.mainFrameId;
    if (isMainFrame && this.#expected === withoutFragment(request.url)) {
      this.#expected = undefined;
      return false;
    }
    const key = `${frameId} ${withoutFragment(request.url)}`;
    if (!this.#requestedByPage.has(key)) {
      // The page's own word about it travels another way; a round trip through the page flushes it.
      await Promise.race([
        this.#contents
          ._cdp()
          .send('Runtime.evaluate', { expression: '0' })
          .catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, 250)),
      ]);
    }
    // Not asked for by the page: a reload or a visit from outside (the test runner's goto), which Electron lets pass too.
    if (!this.#requestedByPage.delete(key) && isMainFrame) return false;
    return this.#navigationPrevented('will-navigate', frameId, request.url);
  }
}
