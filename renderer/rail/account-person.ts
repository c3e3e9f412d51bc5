import type { AccountInfo } from '#shared/domain/account.ts';
import type { Person } from '#shared/domain/message.ts';

/** The account as a person, for its avatar. */
export function accountPerson(account: AccountInfo): Person {
  return {
    userId: account.userId,
    shopId: null,
    name: account.name,
    shopName: null,
    pictureUrl: account.pictureUrl,
    role: 'me',
  };
}
