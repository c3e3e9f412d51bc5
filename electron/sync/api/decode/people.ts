import type { ApiPerson, ApiShop } from '../types.ts';
import { either, identifier, isRecord, optionalText, text } from './primitives.ts';

/** People and shops: the documented fields and the photo's spellings, nothing else (docs/api.md section 12). */

/** `knownId`: the foreign key beside the relation, for a relation that came without its own id. */
export function decodePerson(raw: unknown, knownId: number | null | undefined): ApiPerson | null {
  if (!isRecord(raw)) return null;
  const id = identifier(raw['id']) ?? knownId ?? undefined;
  if (id === undefined) return null;
  return {
    id,
    name: optionalText(raw['name']),
    email: optionalText(raw['email']),
    photo: photoOf(raw),
    onlineStatus: optionalText(either(raw, 'online_status', 'onlineStatus')),
  };
}

function photoOf(raw: Record<string, unknown>): string | null | undefined {
  const direct = either(raw, 'profile_photo', 'profilePhoto', 'image');
  if (typeof direct === 'string') return direct;
  const profile = raw['profile'];
  if (isRecord(profile)) {
    const image = text(either(profile, 'image', 'profile_photo'));
    if (image !== undefined) return image;
  }
  return direct === null ? null : undefined;
}

export function decodeShop(raw: unknown, knownId: number | null | undefined): ApiShop | null {
  if (!isRecord(raw)) return null;
  const id = identifier(raw['id']) ?? knownId ?? undefined;
  if (id === undefined) return null;
  return {
    id,
    name: optionalText(either(raw, 'shop_name', 'shopName', 'name')),
    logo: optionalText(either(raw, 'logo', 'logo_url', 'logoUrl')),
  };
}
