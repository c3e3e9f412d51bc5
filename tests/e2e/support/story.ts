import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.ts';

/** A shift in small: everything that must hold between trying the demo and the last message's tick. The same on either host. */

/** A running desk, whichever host it has, with its page in view. */
export interface StoryDesk {
  readonly page: Page;
  syncServerPid(): number;
  /** SIGKILL. */
  killSyncServer(): void;
  /** SIGKILL to the host and what it started. */
  kill(): Promise<void>;
}

export const STORY =
  'a network that goes, a sync server and a host that die: each message arrives once, in order, and none is missed';

const option = (page: Page, name: string | RegExp) =>
  page.getByRole('listbox', { name: 'Conversations' }).getByRole('option', { name });
export const own = (page: Page, text: string | RegExp) =>
  page.getByRole('log', { name: 'Messages' }).getByRole('article', { name: text });

export async function open(page: Page, title: string): Promise<void> {
  const row = option(page, new RegExp(`^${escaped(title)}`));
  await row.click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  // Who writes has seen what is there: a message sent before that is held, for a colleague may have answered.
  await expect(page.getByRole('log', { name: 'Messages' }).getByRole('article').first()).toBeVisible();
}

export async function send(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('');
}

/** As part of a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

interface Participant {
  readonly user_id: number | null;
  readonly shop_profile_id: number | null;
  readonly role: string;
}

interface ServerConversation {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly is_open: boolean;
  readonly participants: readonly Participant[];
}

/** Open order conversations of one agent, each with its customer. */
export async function customers(demo: Demo): Promise<{ id: number; title: string; customer: number }[]> {
  const agent = demo.accounts[0].userId;
  const { data } = (await demo.admin('GET', 'conversations')) as { data: readonly ServerConversation[] };
  return data.flatMap(({ id, title, type, is_open: isOpen, participants }) => {
    const customer = participants.find(
      (one) => one.user_id !== null && one.shop_profile_id === null && !['admin', 'agent'].includes(one.role),
    );
    const mine = participants.some((one) => one.user_id === agent);
    return isOpen && mine && type === 'order_support' && customer?.user_id != null
      ? [{ id, title, customer: customer.user_id }]
      : [];
  });
}

/** `start` opens a desk on the same folder each time, with "Try the demo" leading to `demo`. */
export async function tellStory(demo: Demo, start: () => Promise<StoryDesk>): Promise<void> {
  const contents = async (conversationId: number): Promise<string[]> => {
    const { data } = (await demo.admin('GET', `conversations/${conversationId}/messages`)) as {
      data: readonly { readonly content: string }[];
    };
    return data.map((message) => message.content);
  };

  // Try the demo, read, write, and be answered live.
  let desk = await start();
  let { page } = desk;
  await page.getByRole('button', { name: 'Try the demo' }).click();
  const options = page.getByRole('listbox', { name: 'Conversations' }).getByRole('option');
  await expect(options.first()).toBeVisible();
  const [first, second] = await customers(demo);
  if (first === undefined || second === undefined) throw new Error('The demo has no two open order conversations');

  await open(page, first.title);
  await send(page, 'Selamat pagi, Kak. Ada yang bisa dibantu?');
  await expect(own(page, 'Selamat pagi, Kak. Ada yang bisa dibantu?')).toHaveAccessibleName(/(Sent|Delivered|Read)$/);
  await demo.admin('POST', 'say', {
    conversation_id: first.id,
    user_id: first.customer,
    content: 'Pagi, mau tanya resi saya ya',
  });
  await expect(own(page, 'Pagi, mau tanya resi saya ya')).toBeVisible();

  // Without a network: three messages in two conversations, and a draft.
  await demo.cutNetwork();
  await send(page, 'Resinya sudah kami kirim lewat email.');
  await send(page, 'Mohon dicek ya, Kak.');
  await open(page, second.title);
  await send(page, 'Barangnya kami proses hari ini.');
  await expect(own(page, 'Barangnya kami proses hari ini.')).toHaveAccessibleName(/(Waiting|Sending|Checking)$/);
  await page.getByRole('textbox', { name: 'Message' }).fill('Catatan yang belum selesai');
  await expect(option(page, /Draft: Catatan yang belum selesai/)).toBeVisible();

  // The sync server dies, then the host; nothing is lost, and all can be read without a network.
  const before = desk.syncServerPid();
  desk.killSyncServer();
  await expect
    .poll(() => {
      try {
        return desk.syncServerPid();
      } catch {
        return before;
      }
    })
    .not.toBe(before);
  await expect(own(page, 'Barangnya kami proses hari ini.')).toHaveAccessibleName(/(Waiting|Checking)$/);
  await desk.kill();

  desk = await start();
  ({ page } = desk);
  await open(page, second.title);
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('Catatan yang belum selesai');
  await expect(own(page, 'Barangnya kami proses hari ini.')).toHaveAccessibleName(/(Waiting|Checking)$/);
  await open(page, first.title);
  await expect(own(page, 'Pagi, mau tanya resi saya ya')).toBeVisible();
  await expect(own(page, 'Resinya sudah kami kirim lewat email.')).toHaveAccessibleName(/(Waiting|Checking)$/);
  await expect(own(page, 'Mohon dicek ya, Kak.')).toHaveAccessibleName(/Waiting$/);
  await expect(page.getByRole('status', { name: 'Sync' })).toContainText(/waiting/i);

  // Meanwhile the customer wrote; the network comes back.
  await demo.admin('POST', 'say', { conversation_id: first.id, user_id: first.customer, content: 'Oke ditunggu' });
  await demo.restoreNetwork();
  await expect(own(page, 'Oke ditunggu')).toBeVisible({ timeout: 60_000 });
  await expect(own(page, 'Mohon dicek ya, Kak.')).toHaveAccessibleName(/(Sent|Delivered|Read)$/, { timeout: 90_000 });
  await open(page, second.title);
  await expect(own(page, 'Barangnya kami proses hari ini.')).toHaveAccessibleName(/(Sent|Delivered|Read)$/, {
    timeout: 90_000,
  });
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('Catatan yang belum selesai');

  const inFirst = await contents(first.id);
  expect(inFirst.slice(-5).toSorted()).toEqual(
    [
      'Selamat pagi, Kak. Ada yang bisa dibantu?',
      'Pagi, mau tanya resi saya ya',
      'Oke ditunggu',
      'Resinya sudah kami kirim lewat email.',
      'Mohon dicek ya, Kak.',
    ].toSorted(),
  );
  expect(inFirst.indexOf('Resinya sudah kami kirim lewat email.')).toBeLessThan(
    inFirst.indexOf('Mohon dicek ya, Kak.'),
  );
  expect((await contents(second.id)).filter((content) => content === 'Barangnya kami proses hari ini.')).toHaveLength(
    1,
  );
}
