/** The same keys in another language: one too many or too few does not compile. A test compares the arguments. */
export type Translation<English> = { readonly [Key in keyof English]: string };
