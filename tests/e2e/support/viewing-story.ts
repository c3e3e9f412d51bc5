import { expect, type Page } from '@playwright/test';
import { avi } from '#electron/sync/media/testing.ts';
import type { Demo } from './demo.ts';
import { cameraPicture, pdfFile, recordedVideo, saysWithFiles, type ChosenFile } from './files.ts';
import { customers, open, own } from './story.ts';

export const VIEWING_STORY =
  'pictures have their room before they are here, are copied and looked through by keys; a video plays and is sought in, and what can’t be played says so';

/** What opens outside the page; null where the host can't. */
export interface Outside {
  /** Paths that were opened or shown so far, and what asked for them. */
  readonly calls: () => Promise<readonly (readonly ['open' | 'show', string])[]>;
  /** Where the next file that is saved goes. */
  readonly saveTo: (filename: string) => Promise<string>;
}

/** `page` shows the desk, signed in. */
export async function tellViewing(demo: Demo, page: Page, outside: Outside | null): Promise<void> {
  const [conversation] = await customers(demo);
  if (conversation === undefined) throw new Error('The demo has no open order conversation');
  await open(page, conversation.title);
  await demo.admin('PUT', 'rate-limits', { enabled: false });
  const log = page.getByRole('log', { name: 'Messages' });
  // To the next two pixels: a log that keeps its end in view may round them away.
  const place = async (text: string): Promise<readonly number[]> => {
    const box = await own(page, text).last().boundingBox();
    if (box === null) throw new Error(`“${text}” is not on the screen`);
    return [box.x, box.y, box.width, box.height];
  };
  const hasMoved = (from: readonly number[], to: readonly number[]): boolean =>
    from.some((at, side) => Math.abs(at - (to[side] ?? 0)) > 2);
  // What has just come may be on its way to its place for a few frames.
  const restingPlace = async (text: string): Promise<readonly number[]> => {
    let at = await place(text);
    await expect
      .poll(async () => {
        const before = at;
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        at = await place(text);
        return hasMoved(before, at);
      })
      .toBe(false);
    return at;
  };

  // Slow pictures, alone and many: nothing moves when they come.
  const photos: ChosenFile[] = [];
  for (const name of ['depan.jpg', 'samping.jpg', 'belakang.jpg']) photos.push(await cameraPicture(page, name));
  await demo.admin('PUT', 'faults', { kind: 'slow-answer', bytesPerSecond: 700_000, endpoints: ['files'] });
  await saysWithFiles(demo, conversation, 'Tiga sisi', photos);
  await demo.admin('POST', 'say', {
    conversation_id: conversation.id,
    user_id: conversation.customer,
    content: 'Sesudah foto',
  });
  const grid = own(page, 'Tiga sisi').last();
  await expect(own(page, 'Sesudah foto')).toBeInViewport();
  const before = { photos: await restingPlace('Tiga sisi'), next: await restingPlace('Sesudah foto') };

  // One of them is stopped meanwhile, and comes when it is wanted.
  const stop = grid.getByRole('button', { name: 'Stop loading samping.jpg' });
  await expect(stop).toBeVisible();
  await expect(grid.getByText(/^\d+%$/).first()).toBeVisible();
  await stop.click();
  await expect(grid.getByText(/^Stopped/)).toBeVisible();
  await demo.admin('DELETE', 'faults');
  await grid.getByRole('button', { name: /^(Continue loading|Load) samping\.jpg/ }).click();
  for (const [index, name] of ['depan.jpg', 'samping.jpg', 'belakang.jpg'].entries()) {
    const picture = grid.getByRole('button', { name: `Photo ${index + 1} of 3: ${name}` }).locator('img');
    await expect(picture).toHaveJSProperty('naturalWidth', 2_100, { timeout: 60_000 });
  }
  expect(hasMoved(before.photos, await place('Tiga sisi'))).toBe(false);
  expect(hasMoved(before.next, await place('Sesudah foto'))).toBe(false);

  // By keys alone, also without a network: on, back, closer, away again, and the focus where it came from.
  await demo.cutNetwork();
  const photo = grid.getByRole('button', { name: 'Photo 2 of 3: samping.jpg' });
  await photo.focus();
  await page.keyboard.press('Enter');
  const viewer = page.getByRole('dialog', { name: 'samping.jpg' });
  await expect(viewer).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: 'belakang.jpg' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  // A camera's picture is turned when it is drawn: only then is its size known.
  await expect(viewer.getByRole('status')).toContainText('2,100 × 2,800');
  const percent = viewer.getByRole('button', { name: /%$/ });
  const fitted = await percent.innerText();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  const image = viewer.getByRole('img', { name: /^Photo from / });
  const at = await image.boundingBox();
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await image.boundingBox())?.y).toBeLessThan(at?.y ?? 0);
  await page.keyboard.press('-');
  await page.keyboard.press('0');
  await expect(percent).toHaveText(fitted);
  await viewer.getByRole('button', { name: 'Copy image' }).click();
  await expect(page.getByText('Image copied')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(photo).toBeFocused();
  await demo.restoreNetwork();

  // A video: fetched, played, sought in, in the box that it had from the first.
  await saysWithFiles(demo, conversation, 'Ini videonya', [await recordedVideo(page, 'engsel.mp4')]);
  const film = own(page, 'Ini videonya').last();
  const play = film.getByRole('button', { name: 'Play engsel.mp4' });
  await expect(play).toBeVisible({ timeout: 60_000 });
  const room = await restingPlace('Ini videonya');
  await play.click();
  const player = film.getByLabel('Video: engsel.mp4');
  await expect(player).toHaveJSProperty('videoWidth', 320);
  expect(hasMoved(room, await place('Ini videonya'))).toBe(false);
  const reached = await player.evaluate(
    (element: HTMLVideoElement) =>
      new Promise<number>((resolve) => {
        element.pause();
        element.addEventListener('seeked', () => resolve(element.currentTime), { once: true });
        element.currentTime = 0.5;
      }),
  );
  expect(reached).toBeCloseTo(0.5, 1);

  // What the page can't play says so, and is had otherwise.
  const old: ChosenFile = { name: 'lama.avi', mimeType: 'video/x-msvideo', buffer: Buffer.from(avi()) };
  await saysWithFiles(demo, conversation, 'Video lama', [old, pdfFile('garansi.pdf')]);
  const strange = own(page, 'Video lama').last();
  await strange.getByRole('button', { name: 'Play lama.avi' }).click();
  await expect(strange.getByText(/^Can’t be played here/)).toBeVisible();
  await expect(strange.getByRole('button', { name: 'Play lama.avi' })).toHaveCount(0);
  await expect(log).toBeVisible();
  if (outside === null) return;

  // In the system's own program, as a copy; and where it was saved.
  const choose = async (filename: string, item: string): Promise<void> => {
    await strange.getByRole('button', { name: `More for ${filename}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('lama.avi', 'Open');
  await expect.poll(outside.calls).toEqual([['open', expect.stringMatching(/lama\.avi$/)]]);
  const path = await outside.saveTo('garansi saya.pdf');
  await choose('garansi.pdf', 'Show in folder');
  await expect.poll(async () => (await outside.calls()).at(-1)).toEqual(['show', path]);
  await choose('garansi.pdf', 'Open');
  await expect
    .poll(async () => (await outside.calls()).at(-1))
    .toEqual(['open', expect.stringMatching(/garansi\.pdf$/)]);
}
