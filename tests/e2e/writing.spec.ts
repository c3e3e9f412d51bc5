import { expect, test } from './support/desk-test.ts';
import { tellWriting, WRITING_STORY } from './support/writing-story.ts';

test(WRITING_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(180_000);
  const host = await startHost();
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
  await tellWriting(demo, page, async (click) => {
    const saved = page.waitForEvent('download');
    await click();
    return (await saved).path();
  });
});
