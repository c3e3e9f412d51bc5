import { Notification } from 'electron';
import type { Trouble } from './trouble.ts';

/** What earlier runs left in the system's notification centre leads to its message too. `lead` gets the text that names the place. */
export function takeUpEarlierNotifications(lead: (text: string) => void, trouble: Trouble): void {
  if (process.platform === 'win32') {
    Notification.handleActivation((details) => {
      lead(details.arguments);
    });
  }
  if (process.platform === 'darwin') {
    Notification.getHistory().then(
      (left) => {
        for (const notification of left) {
          notification.on('click', () => {
            lead(notification.id);
          });
        }
      },
      (error: unknown) => {
        trouble('old notifications were not taken up', error);
      },
    );
  }
}
