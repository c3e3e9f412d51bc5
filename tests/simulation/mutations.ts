/** What the product would be without one of its safeguards. Applied to its source while it is loaded; the product has no switches for it. */
export interface Mutation {
  readonly name: string;
  /** What is missing. */
  readonly about: string;
  /** Path of the source within the project. */
  readonly file: string;
  /** Must stand in it exactly once. */
  readonly from: string;
  readonly to: string;
}

export const MUTATIONS: readonly Mutation[] = [];

/** Throws where the source has changed so that the mutation no longer says what it did. */
export function mutate(mutation: Mutation, source: string): string {
  const parts = source.split(mutation.from);
  if (parts.length !== 2) {
    throw new Error(
      `Mutation "${mutation.name}": its text stands ${parts.length - 1} times in ${mutation.file}, not once`,
    );
  }
  return parts.join(mutation.to);
}
