/** `Notification`: nothing is shown; tests read what would be and emit `click`, `close`, `reply` or `failed`. */
import { randomUUID } from 'node:crypto';
import { requireReady } from './lifecycle.ts';
import { preventableEvent, refuseUnknownOptions, strictEmitter } from './strict.ts';

export class Notification
  extends strictEmitter('Notification')
  implements
    Pick<
      Electron.Notification,
      | 'show'
      | 'close'
      | 'title'
      | 'body'
      | 'subtitle'
      | 'silent'
      | 'hasReply'
      | 'replyPlaceholder'
      | 'sound'
      | 'urgency'
      | 'timeoutType'
      | 'closeButtonText'
      | 'toastXml'
      | 'actions'
      | 'id'
      | 'groupId'
      | 'groupTitle'
    >
{
  /** Those on the screen or in the notification centre now, oldest first. */
  static readonly _shown = new Set<Notification>();

  title: string;
  body: string;
  subtitle: string;
  silent: boolean;
  hasReply: boolean;
  replyPlaceholder: string;
  sound: string;
  urgency: 'normal' | 'critical' | 'low';
  timeoutType: 'default' | 'never';
  closeButtonText: string;
  toastXml: string;
  actions: Electron.NotificationAction[];
  readonly id: string;
  readonly groupId: string;
  readonly groupTitle: string;

  static isSupported(): boolean {
    return process.env['STANDIN_NO_NOTIFICATIONS'] === undefined;
  }
  static getHistory(): Promise<Notification[]> {
    return Promise.resolve([...Notification._shown]);
  }
  static remove(id: string | string[]): void {
    const ids = new Set([id].flat());
    for (const notification of Notification._shown)
      if (ids.has(notification.id)) Notification._shown.delete(notification);
  }
  static removeAll(): void {
    Notification._shown.clear();
  }
  static removeGroup(groupId: string): void {
    for (const notification of Notification._shown) {
      if (notification.groupId === groupId) Notification._shown.delete(notification);
    }
  }
  static handleActivation(callback: (details: Electron.ActivationArguments) => void): void {
    if (typeof callback !== 'function') throw new TypeError('Notification.handleActivation needs a function');
  }

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    requireReady('Cannot create Notification before app is ready');
    refuseUnknownOptions('Notification', options, 'NotificationConstructorOptions');
    for (const key of ['title', 'body', 'subtitle'] as const) {
      if (options[key] !== undefined && typeof options[key] !== 'string')
        throw new TypeError(`Notification: ${key} must be a string`);
    }
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.subtitle = options.subtitle ?? '';
    this.silent = options.silent ?? false;
    this.hasReply = options.hasReply ?? false;
    this.replyPlaceholder = options.replyPlaceholder ?? '';
    this.sound = options.sound ?? '';
    this.urgency = options.urgency ?? 'normal';
    this.timeoutType = options.timeoutType ?? 'default';
    this.closeButtonText = options.closeButtonText ?? '';
    this.toastXml = options.toastXml ?? '';
    this.actions = options.actions ?? [];
    this.id = options.id ?? randomUUID();
    this.groupId = options.groupId ?? '';
    this.groupTitle = options.groupTitle ?? '';
  }

  show(): void {
    if (!Notification.isSupported()) {
      setImmediate(() => this.emit('failed', preventableEvent(), 'Notifications are not supported'));
      return;
    }
    // Showing again replaces what is there, as does another one with the same id.
    for (const other of Notification._shown)
      if (other !== this && other.id === this.id) Notification._shown.delete(other);
    Notification._shown.add(this);
    setImmediate(() => this.emit('show', preventableEvent()));
  }
  close(): void {
    if (!Notification._shown.delete(this)) return;
    setImmediate(() => this.emit('close', preventableEvent({ reason: 'applicationHidden' })));
  }
}
