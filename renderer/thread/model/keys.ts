/** Keys for parts that have no identity of their own: their name, and which of that name it is. */
export function withKeys<Part>(
  parts: readonly Part[],
  nameOf: (part: Part) => string,
): readonly (readonly [string, Part])[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const name = nameOf(part);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return [`${name}:${count}`, part];
  });
}
