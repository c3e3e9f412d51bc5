import { expect, test } from './support/desk-test.ts';
import { STORY, tellStory } from './support/story.ts';

test(STORY, async ({ page, demo, startHost, consoleErrors }) => {
  test.setTimeout(180_000);
  await tellStory(demo, async () => {
    const host = await startHost();
    await page.goto(host.address);
    return {
      page,
      syncServerPid: () => host.syncServerPid(),
      killSyncServer: () => {
        host.killSyncServer();
      },
      kill: () => host.kill(),
    };
  });
  expect(consoleErrors.filter((text) => !text.includes('WebSocket'))).toEqual([]);
});
