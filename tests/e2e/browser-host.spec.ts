import type { Page } from '@playwright/test';
import { expect, test } from './support/desk-test.ts';

/** The browser host as browsers see it; what it refuses to anybody else is in electron/browser/browser-host.test.ts. */

const conversations = (page: Page) => page.getByRole('listbox', { name: 'Conversations' }).getByRole('option');

test('a reload and a second tab show the same desk, and the token stays in no address', async ({
  context,
  page,
  startHost,
  consoleErrors,
}) => {
  const host = await startHost({ args: ['--demo'] });
  const origin = new URL(host.address).origin;
  await page.goto(host.address);
  await expect(conversations(page).first()).toBeVisible();
  expect(page.url()).toBe(`${origin}/`);
  await page.reload();
  await expect(conversations(page).first()).toBeVisible();

  const second = await context.newPage();
  await second.goto(origin);
  await expect(conversations(second).first()).toBeVisible();
  // While the first answers still come, the two are the same only once they are asked together.
  await expect
    .poll(async () => {
      const [one, two] = await Promise.all([page, second].map((of) => conversations(of).allInnerTexts()));
      return JSON.stringify(one) === JSON.stringify(two);
    })
    .toBe(true);

  // What is done in one tab is seen in the other.
  await conversations(page).first().click();
  await page.getByRole('textbox', { name: 'Message' }).fill('Dari tab pertama');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await conversations(second).first().click();
  await expect(second.getByRole('article', { name: /Dari tab pertama/ })).toBeVisible();
  expect(consoleErrors).toEqual([]);
});

test('a browser that was not given the address gets the page and no data', async ({ browser, startHost }) => {
  const host = await startHost({ args: ['--demo'] });
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(new URL(host.address).origin);
  const seen = await page.evaluate(async () => {
    const socket = new WebSocket(`ws://${location.host}/socket`);
    const opened = await new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => resolve(true));
      socket.addEventListener('close', () => resolve(false));
    });
    const [session, media] = await Promise.all([fetch('/session'), fetch('/media/anything')]);
    return { opened, session: session.status, media: media.status };
  });
  expect(seen).toEqual({ opened: false, session: 401, media: 401 });
  await expect(conversations(page)).toHaveCount(0);
  await stranger.close();
});
