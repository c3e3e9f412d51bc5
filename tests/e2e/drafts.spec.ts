import { test } from './support/desk-test.ts';
import { DRAFTS_STORY, tellDrafts } from './support/drafts-story.ts';

test(DRAFTS_STORY, async ({ page, demo, startHost }) => {
  test.setTimeout(180_000);
  await tellDrafts(demo, async () => {
    const host = await startHost();
    await page.goto(host.address);
    return {
      page,
      second: async () => {
        const tab = await page.context().newPage();
        await tab.goto(host.address);
        return tab;
      },
      kill: () => host.kill(),
    };
  });
});
