import { z } from 'zod';

/**
 * What the API document leaves to each installation: address, realtime key and channels, extensions, trusted hosts (docs/api.md section 14).
 * An unknown key or a wrong type is refused with its name.
 */

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** https, except on this computer itself: the token goes to this address with every request. No path of its own, no credentials. */
const apiUrl = z
  .url({ protocol: /^https?$/, error: 'not_an_address', abort: true })
  .refine((text) => {
    const url = new URL(text);
    return url.protocol === 'https:' || LOOPBACK.test(url.hostname);
  }, 'https_needed')
  .refine((text) => {
    const url = new URL(text);
    return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  }, 'not_an_address');

const extension = z.union([z.boolean(), z.literal('probe')]).default('probe');

export const serverProfile = z.strictObject({
  apiUrl,
  token: z.string().min(1).nullable().default(null),
  userId: z.int().positive().nullable().default(null),
  pusher: z
    .strictObject({
      key: z.string().min(1).nullable().default(null),
      cluster: z.string().default('ap1'),
      host: z.string().min(1).nullable().default(null),
      port: z.int().min(1).max(65_535).nullable().default(null),
      tls: z.boolean().default(true),
    })
    .prefault({}),
  channels: z
    .strictObject({
      user: z.string().min(1).default('private-user.{userId}'),
      conversation: z.string().min(1).default('presence-conversation.{conversationId}'),
    })
    .prefault({}),
  authEndpoint: z.string().startsWith('/').default('/broadcasting/auth'),
  extensions: z
    .strictObject({
      read: extension,
      reactions: extension,
      edit: extension,
      delete: extension,
      report: extension,
      update: extension,
      contacts: extension,
    })
    .prefault({}),
  linkHosts: z.array(z.string().min(1)).default(['zukses.com']),
  fileHosts: z.array(z.string().min(1)).default(['storage.zukses.com']),
});

export type ServerProfile = z.output<typeof serverProfile>;

/** What crosses the contract at sign-in: the profile without its token, which the credentials carry. */
export const serverProfileInput = serverProfile.omit({ token: true, userId: true });

export type ServerProfileInput = z.input<typeof serverProfileInput>;
