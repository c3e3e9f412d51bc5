import { serverProfileInput, type ServerProfile, type ServerProfileInput } from '#shared/contract/server-profile.ts';

/** What a start option's profile fills in on the sign-in screen: nothing where it has a token, which signs in by itself. */
export function prefillOf(profile: ServerProfile | null): ServerProfileInput | null {
  if (profile === null || profile.token !== null) return null;
  const { token: _token, userId: _userId, ...rest } = profile;
  return serverProfileInput.parse(rest);
}
