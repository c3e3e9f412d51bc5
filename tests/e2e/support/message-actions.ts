import { expect, type Locator } from '@playwright/test';

/**
 * Presses one of the buttons beside a message. They can be reached while the pointer is over the message: where it has moved away
 * meanwhile (the composer got smaller, another message came), the pointer goes after it, as a person's does.
 */
export async function act(message: Locator, name: string): Promise<void> {
  await expect(async () => {
    await message.hover({ timeout: 2_000 });
    await message.getByRole('button', { name, exact: true }).click({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
}

/** Chooses from the menu of a message. */
export async function choose(message: Locator, item: string): Promise<void> {
  await act(message, 'More');
  await message.page().getByRole('menuitem', { name: item, exact: true }).click();
}
