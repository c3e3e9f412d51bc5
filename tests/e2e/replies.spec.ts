import { expect, test } from './support/desk-test.ts';
import { REPLIES_STORY, tellReplies } from './support/replies-story.ts';

test(REPLIES_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(240_000);
  const host = await startHost();
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
  await tellReplies(demo, page);
});
