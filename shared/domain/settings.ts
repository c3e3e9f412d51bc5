/** The agent's settings; they live in local.db. `system` follows the computer. */
export interface Settings {
  readonly language: 'system' | 'en' | 'id';
  readonly theme: 'system' | 'light' | 'dark' | 'contrast';
  readonly enterSends: boolean;
  /** Seconds a message can still be taken back before it leaves; 0 is off. */
  readonly undoSendSeconds: 0 | 3 | 5 | 10;
  /** When messages count as read: on screen in a focused window, on reply, or only by hand. */
  readonly readPolicy: 'on-view' | 'on-reply' | 'by-hand';
  readonly sendTyping: boolean;
  /** Of greetings, states and lists that canned replies are filled with: the customers', not the agent's. */
  readonly replyLanguage: 'en' | 'id';
}

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  enterSends: true,
  undoSendSeconds: 0,
  readPolicy: 'on-view',
  sendTyping: true,
  replyLanguage: 'id',
};
