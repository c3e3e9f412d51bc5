import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/desk-test.ts';
import { act, choose } from './support/message-actions.ts';

/** Two agents, each at a desk of their own, in the conversation that they alone share: what one does, the other sees live. */

/** A second is what it takes on a machine with nothing else to do; how long it took is noted with each step. */
const SOON = { timeout: 10_000 };

async function timed(what: string, seen: () => Promise<void>): Promise<void> {
  const from = performance.now();
  await seen();
  test
    .info()
    .annotations.push({ type: 'seen after', description: `${what}: ${Math.round(performance.now() - from)} ms` });
}

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
const article = (page: Page, text: string): Locator => log(page).getByRole('article').filter({ hasText: text });

async function openPrivate(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page
    .getByRole('listbox', { name: 'Conversations' })
    .getByRole('option', { name: /^Dimas & Rina/ })
    .click();
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible();
  // Live updates are on: what follows comes by event, not by the next check.
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText('Up to date');
  // A thread that was opened while its history still came need not stand at its end.
  await log(page).press('End');
  await expect(page.getByRole('button', { name: /^(Jump to newest|\d+ new messages?)$/ })).toBeHidden();
}

test('typing, messages, receipts, reactions, edits and deletions are seen by the other live', async ({
  browser,
  startHostOf,
}) => {
  test.setTimeout(120_000);
  const [first, second] = [await startHostOf(0), await startHostOf(1)];
  const [dimas, rina] = [await (await browser.newContext()).newPage(), await (await browser.newContext()).newPage()];
  await openPrivate(dimas, first.address);
  await openPrivate(rina, second.address);
  const write = dimas.getByRole('textbox', { name: 'Message', exact: true });

  await write.pressSequentially('Rin, titip pesanan 1204 ya');
  // What is typed before the other has joined is seen by nobody; who goes on typing is seen.
  await timed('typing', () =>
    expect(async () => {
      await write.press('.');
      await expect(rina.getByRole('status', { name: 'Typing' })).toContainText('Dimas', { timeout: 500 });
    }).toPass(SOON),
  );

  await dimas.getByRole('button', { name: 'Send', exact: true }).click();
  await timed('message', () => expect(article(rina, 'titip pesanan 1204')).toBeVisible(SOON));
  await expect(rina.getByRole('status', { name: 'Typing' })).not.toContainText('Dimas', SOON);
  // Rina has it on screen, and Dimas's tick says so.
  await rina.bringToFront();
  await timed('receipt', () => expect(article(dimas, 'titip pesanan 1204')).toHaveAccessibleName(/Read$/, SOON));

  const received = article(rina, 'titip pesanan 1204');
  await act(received, 'React');
  await rina.getByRole('button', { name: /👍/ }).first().click();
  await timed('reaction', () => expect(article(dimas, 'titip pesanan 1204')).toHaveAccessibleName(/👍 1/, SOON));

  await dimas.bringToFront();
  const sent = article(dimas, 'titip pesanan 1204');
  await choose(sent, 'Edit');
  await dimas.keyboard.press('ControlOrMeta+a');
  await dimas.keyboard.type('Rin, titip pesanan 1207 ya');
  await dimas.keyboard.press('ControlOrMeta+Enter');
  await timed('edit', () => expect(article(rina, 'titip pesanan 1207')).toHaveAccessibleName(/edited/, SOON));

  const corrected = article(dimas, 'titip pesanan 1207');
  await choose(corrected, 'Delete');
  await dimas.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await timed('deletion', () => expect(article(rina, 'titip pesanan 1207')).toHaveCount(0, SOON));
  await expect(
    log(rina)
      .getByRole('article', { name: /deleted/ })
      .last(),
  ).toBeVisible(SOON);
});
