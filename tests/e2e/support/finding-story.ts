import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';
import { customers, open, own } from './story.ts';

export const FINDING_STORY =
  'messages are found without a network and opened in their thread; the switcher goes anywhere by keyboard';

/** `page` shows the desk, signed in. */
export async function tellFinding(demo: Demo, page: Page): Promise<void> {
  const [first, second] = await customers(demo);
  if (first === undefined || second === undefined) throw new Error('The demo has no two open order conversations');
  await demo.admin('POST', 'say', {
    conversation_id: first.id,
    user_id: first.customer,
    content: 'Warnanya magenta pudar ya kak',
  });
  await open(page, first.title);
  await expect(own(page, 'Warnanya magenta pudar ya kak')).toBeVisible();
  await open(page, second.title);
  await demo.cutNetwork();

  // Everywhere, by the beginning of a word, without a network.
  const field = page.getByRole('searchbox', { name: 'Search' });
  await page.keyboard.press('Control+Shift+F');
  await expect(field).toBeFocused();
  await page.keyboard.type('mag');
  const hit = page.getByRole('region', { name: first.title }).getByRole('button', { name: /magenta/ });
  await expect(hit.locator('mark')).toHaveText('mag');
  await expect(page.getByText(/^Searched [\d,]+ messages on this computer/)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByRole('heading', { name: first.title })).toBeVisible();
  await expect(own(page, 'Warnanya magenta pudar ya kak')).toBeInViewport();
  await expect(own(page, 'Warnanya magenta pudar ya kak')).toBeFocused();

  // Short spellings find and mark the word, and how much was looked through is true.
  await field.fill('yg');
  const spelled = page
    .getByRole('region', { name: 'Search' })
    .locator('mark')
    .filter({ hasText: /^yang$/i });
  await expect(spelled.first()).toBeVisible();
  await expect(page.getByText(/^Searched 0 messages/)).toBeHidden();
  await field.fill('mag');

  // In this conversation only.
  await goTo(page, second.title);
  await page.keyboard.press('Control+F');
  await expect(field).toBeFocused();
  await expect(page.getByRole('radio', { name: 'This conversation' })).toBeChecked();
  await field.fill('magenta');
  await expect(page.getByText('Nothing found for “magenta”')).toBeVisible();
  await page.getByText('Everywhere').click();
  await expect(hit).toBeVisible();

  // What is deleted or answered meanwhile does not matter to going on by keyboard.
  await page.keyboard.press('Control+K');
  await page.keyboard.type('go to inbox');
  await expect(page.getByRole('dialog', { name: 'Go to' }).getByRole('option').first()).toContainText('Go to Inbox');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox', { name: 'Conversations' })).toBeVisible();
  await page.getByRole('listbox', { name: 'Conversations' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Search everywhere');
  await page.keyboard.press('Escape');
  await demo.restoreNetwork();
}

/** By the switcher, as somebody would who does not leave the keyboard. */
async function goTo(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+K');
  const dialog = page.getByRole('dialog', { name: 'Go to' });
  await expect(dialog.getByRole('combobox', { name: 'Go to' })).toBeFocused();
  await page.keyboard.type(title);
  await expect(dialog.getByRole('option').first()).toContainText(title);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('main').getByRole('heading', { name: title })).toBeVisible();
}
