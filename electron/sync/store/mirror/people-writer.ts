import type { ApiPerson, ApiShop } from '../../api/types.ts';
import type { SqliteStore, Statement } from '../sqlite.ts';

const STATUS_AGE_MS = 60_000;

/** People and shops as the newest document shows them; what a document does not mention stays. */
export class PeopleWriter {
  readonly #person: Statement<[number, string | null, string | null, string | null, string | null, number | null]>;
  readonly #shop: Statement<[number, string | null, string | null]>;
  /** What was written last, so that a page does not write the same sender fifty times. */
  readonly #people = new Map<number, { readonly seen: string; readonly at: number }>();
  readonly #shops = new Map<number, string>();

  constructor(store: SqliteStore) {
    // A field that is null in the document but was known is kept: documents of one person differ in what they mention.
    this.#person = store.sql(`insert into people(id, name, email, photo, online_status, online_status_at)
      values (?, ?, ?, ?, ?, ?) on conflict(id) do update set
        name = coalesce(excluded.name, name), email = coalesce(excluded.email, email),
        photo = coalesce(excluded.photo, photo), online_status = coalesce(excluded.online_status, online_status),
        online_status_at = coalesce(excluded.online_status_at, online_status_at)`);
    this.#shop = store.sql(`insert into shops(id, name, logo) values (?, ?, ?) on conflict(id) do update set
      name = coalesce(excluded.name, name), logo = coalesce(excluded.logo, logo)`);
  }

  /** True when something was written. `at`: when the document was read, for the age of the online status. */
  putPerson(person: ApiPerson, at: number): boolean {
    const seen = `${person.name}\u0000${person.email}\u0000${person.photo}\u0000${person.onlineStatus}`;
    const before = this.#people.get(person.id);
    const aged = person.onlineStatus != null && at - (before?.at ?? 0) > STATUS_AGE_MS;
    if (before?.seen === seen && !aged) return false;
    this.#people.set(person.id, { seen, at });
    this.#person.run(
      person.id,
      person.name ?? null,
      person.email ?? null,
      person.photo ?? null,
      person.onlineStatus ?? null,
      person.onlineStatus == null ? null : at,
    );
    return before?.seen !== seen;
  }

  putShop(shop: ApiShop): boolean {
    const seen = `${shop.name}\u0000${shop.logo}`;
    if (this.#shops.get(shop.id) === seen) return false;
    this.#shops.set(shop.id, seen);
    this.#shop.run(shop.id, shop.name ?? null, shop.logo ?? null);
    return true;
  }

  /** After a rollback the memory may say what the file does not. */
  forget(): void {
    this.#people.clear();
    this.#shops.clear();
  }
}
