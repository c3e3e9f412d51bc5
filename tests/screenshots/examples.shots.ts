import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDemo } from '#demo/server.ts';
import { AGENT, documentWorld } from '#demo/fixtures/document-world.ts';
import { expect, test } from '#tests/e2e/support/desk-test.ts';
import { ROOT } from '#tests/e2e/support/paths.ts';

/** The example messages of the API document (docs/api.md), as the desk shows them: docs/examples.md. */

for (const theme of ['light', 'dark'] as const) {
  test(`the document's examples, ${theme}`, async ({ page, folder, startHost }) => {
    const server = await startDemo({ quietPeople: true, populate: documentWorld });
    try {
      const account = server.accounts.find((one) => one.userId === AGENT);
      if (account === undefined) throw new Error('The support agent has no account');
      const { hostname, port } = new URL(server.address);
      const dataDir = join(folder, `examples-${theme}`);
      mkdirSync(dataDir, { recursive: true });
      const profile = join(dataDir, 'profile.json');
      const pusher = { key: server.hub.credentials.key, cluster: '', host: hostname, port: Number(port), tls: false };
      writeFileSync(
        profile,
        JSON.stringify({ apiUrl: server.address, token: account.token, userId: account.userId, pusher }),
      );
      const host = await startHost({ dataDir, args: [`--profile=${profile}`] });

      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width: 1440, height: 1360 });
      await page.goto(host.address);
      await page
        .getByRole('listbox', { name: 'Conversations' })
        .getByRole('option', { name: /^Order #1234/ })
        .click();
      const first = page.getByRole('article', { name: /How can I help you with your order today/ });
      await page.getByRole('log', { name: 'Messages' }).getByRole('article').first().waitFor();
      await page.getByRole('log', { name: 'Messages' }).press('Home');
      await expect(first).toBeVisible();
      await expect(first.locator('img').first()).toBeVisible();
      await page.screenshot({ path: `${ROOT}docs/screenshots/examples-${theme}.png`, animations: 'disabled' });
    } finally {
      await server.stop();
    }
  });
}
