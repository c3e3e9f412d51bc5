import type { Person, PersonRole } from '#shared/domain/message.ts';
import { roleOf } from '#shared/domain/roles.ts';
import type { MessageRecord, ParticipantRecord, PersonRecord } from '../store/mirror/records.ts';
import { mediaUrlOf } from './media-ids.ts';

export interface Me {
  readonly userId: number;
  /** Shops that I act for anywhere. */
  readonly shopIds: ReadonlySet<number>;
}

type Sender = Pick<
  MessageRecord,
  'senderUserId' | 'senderShopId' | 'senderName' | 'senderPhoto' | 'shopName' | 'shopLogo'
>;

/** The people of one conversation, with names and sides. */
export class People {
  readonly #me: Me;
  readonly #byUser = new Map<number, ParticipantRecord>();
  readonly #byShop = new Map<number, ParticipantRecord>();
  readonly #elsewhere: (userId: number) => PersonRecord | null;

  /** `elsewhere` knows people who are no participants (any more). */
  constructor(me: Me, participants: readonly ParticipantRecord[], elsewhere: (userId: number) => PersonRecord | null) {
    this.#me = me;
    this.#elsewhere = elsewhere;
    for (const participant of participants) {
      if (participant.userId !== null) this.#byUser.set(participant.userId, participant);
      if (participant.shopId !== null) this.#byShop.set(participant.shopId, participant);
    }
  }

  /** Whose side a sender is on. */
  role(message: Pick<Sender, 'senderUserId' | 'senderShopId'>): PersonRole {
    const { senderUserId: userId, senderShopId } = message;
    const participant = this.#participantOf(userId, senderShopId);
    return roleOf(
      { userId, shopId: senderShopId ?? participant?.shopId ?? null, role: participant?.role ?? null },
      this.#me,
    );
  }

  /** A sender, who may be no participant (any more), or only a shop. */
  sender(message: Sender): Person {
    const { senderUserId: userId, senderShopId } = message;
    const participant = this.#participantOf(userId, senderShopId);
    const shopId = senderShopId ?? participant?.shopId ?? null;
    return this.#person({
      userId,
      shopId,
      role: participant?.role ?? null,
      name: message.senderName ?? participant?.person?.name ?? null,
      photo: message.senderPhoto ?? participant?.person?.photo ?? null,
      shopName: message.shopName ?? participant?.shop?.name ?? null,
      logo: message.shopLogo ?? participant?.shop?.logo ?? null,
    });
  }

  participant(record: ParticipantRecord): Person {
    return this.#person({
      userId: record.userId,
      shopId: record.shopId,
      role: record.role,
      name: record.person?.name ?? null,
      photo: record.person?.photo ?? null,
      shopName: record.shop?.name ?? null,
      logo: record.shop?.logo ?? null,
    });
  }

  me(): Person {
    const participant = this.#byUser.get(this.#me.userId);
    if (participant !== undefined) return this.participant(participant);
    const person = this.#elsewhere(this.#me.userId);
    return this.#person({
      userId: this.#me.userId,
      shopId: null,
      role: null,
      name: person?.name ?? null,
      photo: person?.photo ?? null,
      shopName: null,
      logo: null,
    });
  }

  nameOf(userId: number | null): string {
    if (userId === null) return '';
    return this.#byUser.get(userId)?.person?.name ?? this.#elsewhere(userId)?.name ?? '';
  }

  #participantOf(userId: number | null, shopId: number | null): ParticipantRecord | undefined {
    return (
      (userId === null ? undefined : this.#byUser.get(userId)) ??
      (shopId === null ? undefined : this.#byShop.get(shopId))
    );
  }

  #person(facts: {
    readonly userId: number | null;
    readonly shopId: number | null;
    readonly role: string | null;
    readonly name: string | null;
    readonly photo: string | null;
    readonly shopName: string | null;
    readonly logo: string | null;
  }): Person {
    const { userId, shopId } = facts;
    return {
      userId,
      shopId,
      name: facts.name ?? facts.shopName ?? '',
      shopName: facts.shopName,
      pictureUrl:
        userId !== null
          ? facts.photo === null
            ? null
            : mediaUrlOf({ kind: 'person', userId })
          : shopId === null || facts.logo === null
            ? null
            : mediaUrlOf({ kind: 'shop', shopId }),
      role: roleOf({ userId, shopId, role: facts.role }, this.#me),
    };
  }
}
