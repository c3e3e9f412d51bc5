import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ATTACHMENTS_STORY, playSound, tellAttachments } from '../support/attachments-story.ts';
import { CONTENT_STORY, tellContent } from '../support/content-story.ts';
import { DRAFTS_STORY, tellDrafts } from '../support/drafts-story.ts';
import { FINDING_STORY, tellFinding } from '../support/finding-story.ts';
import { FORWARDING_STORY, tellForwarding } from '../support/forwarding-story.ts';
import { DOWNLOADS_STORY, tellDownloads, tellUploads, UPLOADS_STORY } from '../support/transfers-story.ts';
import { tellViewing, VIEWING_STORY } from '../support/viewing-story.ts';
import { NEW_CONVERSATION_STORY, tellNewConversation } from '../support/new-conversation-story.ts';
import { REACTIONS_STORY, tellReactions } from '../support/reactions-story.ts';
import { REPLIES_STORY, tellReplies } from '../support/replies-story.ts';
import { tellWriting, WRITING_STORY } from '../support/writing-story.ts';
import { expect, test } from './support/real-desk.ts';

/** The stories of the browser host, told on the desktop one. */

async function tryDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible();
}

test(NEW_CONVERSATION_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(240_000);
  const { page } = await startDesk();
  await tryDemo(page);
  await tellNewConversation(demo, page);
});

test(WRITING_STORY, async ({ demo, folder, startDesk }) => {
  test.setTimeout(240_000);
  const { app, page } = await startDesk();
  await tryDemo(page);
  await tellWriting(demo, page, async (click) => {
    const path = join(folder, 'balasan.json');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await click();
    await expect(page.getByText('The canned replies were saved to the file.')).toBeVisible();
    return path;
  });
});

test(REPLIES_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(240_000);
  const { page } = await startDesk();
  await tryDemo(page);
  await tellReplies(demo, page);
});

test(REACTIONS_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(240_000);
  const { page } = await startDesk();
  await tryDemo(page);
  await tellReactions(demo, page);
});

test(DRAFTS_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(240_000);
  await tellDrafts(demo, async () => {
    const desk = await startDesk();
    return {
      page: desk.page,
      second: async () => {
        const opened = desk.app.waitForEvent('window');
        await desk.app.evaluate(({ Menu }) => {
          Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click();
        });
        return opened;
      },
      kill: () => desk.kill(),
    };
  });
});

test(FINDING_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(240_000);
  const { page } = await startDesk();
  await tryDemo(page);
  await tellFinding(demo, page);
});

test(ATTACHMENTS_STORY, async ({ demo, folder, startDesk }) => {
  test.setTimeout(300_000);
  const { app, page } = await startDesk();
  await tryDemo(page);
  await tellAttachments(demo, page, async (click) => {
    const path = join(folder, 'resi.png');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await click();
    await expect(page.getByText('resi.png saved')).toBeVisible();
    return readFileSync(path);
  });
});

test(UPLOADS_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(300_000);
  const { page } = await startDesk();
  await tryDemo(page);
  await tellUploads(demo, page);
});

test(DOWNLOADS_STORY, async ({ demo, folder, startDesk }) => {
  test.setTimeout(300_000);
  const { app, page } = await startDesk();
  await tryDemo(page);
  let times = 0;
  await tellDownloads(
    demo,
    page,
    async (filename, click) => {
      times += 1;
      const path = join(folder, `${times}-${filename}`);
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path);
      await click();
      await expect(page.getByText(`${filename} saved`).last()).toBeVisible();
      return readFileSync(path);
    },
    async (within, filename) => {
      await within.getByRole('button', { name: `More for ${filename}` }).click();
      await page.getByRole('menuitem', { name: 'Save as…' }).click();
    },
  );
});

test(VIEWING_STORY, async ({ demo, folder, startDesk }) => {
  test.setTimeout(300_000);
  const { app, page } = await startDesk();
  await tryDemo(page);
  await app.evaluate(({ shell }) => {
    const calls: [string, string][] = [];
    Object.assign(globalThis, { outside: calls });
    shell.openPath = (path) => {
      calls.push(['open', path]);
      return Promise.resolve('');
    };
    shell.showItemInFolder = (path) => {
      calls.push(['show', path]);
    };
  });
  await tellViewing(demo, page, {
    calls: () => app.evaluate(() => (globalThis as unknown as { outside: ['open' | 'show', string][] }).outside),
    saveTo: async (filename) => {
      const path = join(folder, filename);
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path);
      return path;
    },
  });
});

test('a sound is played and sought in', async ({ demo, startDesk }) => {
  const { page } = await startDesk();
  await tryDemo(page);
  await playSound(demo, page);
});

test(FORWARDING_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(300_000);
  const { page } = await startDesk();
  await tryDemo(page);
  await tellForwarding(demo, page);
});

test(CONTENT_STORY, async ({ demo, startDesk }) => {
  test.setTimeout(300_000);
  const { page } = await startDesk();
  await tryDemo(page);
  await tellContent(demo, page);
});
