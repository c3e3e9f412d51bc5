import { expect, test } from './support/desk-test.ts';
import { FINDING_STORY, tellFinding } from './support/finding-story.ts';

test(FINDING_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(180_000);
  const host = await startHost();
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
  await tellFinding(demo, page);
});
