import { expect, test } from './support/desk-test.ts';
import { REACTIONS_STORY, tellReactions } from './support/reactions-story.ts';

test(REACTIONS_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(240_000);
  const host = await startHost();
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
  await tellReactions(demo, page);
});
