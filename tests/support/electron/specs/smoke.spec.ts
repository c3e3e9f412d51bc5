import { expect, logOf, test } from './fixtures.ts';

test('starts, shows its page and ends', async ({ app, page }) => {
  expect(await page.title()).toBe('Fixture');
  expect(
    await app.evaluate(({ app: electronApp }) => [
      electronApp.getName(),
      electronApp.getVersion(),
      electronApp.isPackaged,
    ]),
  ).toEqual(['Stand-in Fixture', '1.2.3', false]);
  expect(
    await page.evaluate(() =>
      (globalThis as unknown as { api: { echo(x: unknown): Promise<unknown> } }).api.echo({ a: 1 }),
    ),
  ).toEqual([{ a: 1 }]);
  console.log(await logOf(app));
});
