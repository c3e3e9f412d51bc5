/** Signed addresses change their query with each answer; the place stays. */
export function samePlace(one: string, other: string): boolean {
  if (one === other) return true;
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const [a, b] = [new URL(one), new URL(other)];
  return a.origin === b.origin && a.pathname === b.pathname && (a.search === '' || isSigned(a)) && isSigned(b);
}

function isSigned(url: URL): boolean {
  return [...url.searchParams.keys()].some((key) => /sign|expires|token/i.test(key));
}
