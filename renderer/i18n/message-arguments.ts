/**
 * The arguments of an ICU message, read from its literal type: `'{count, plural, other {# of {total}}}'` gives `{ count: number; total: Simple }`.
 * Two states are enough for a well-formed message: in text, or between the branches of an argument. (Messages quote no braces.)
 */
export type MessageArguments<Message extends string> = {
  readonly [Name in keyof InText<Message, unknown>]: InText<Message, unknown>[Name];
};

type Simple = string | number;

type InText<Rest extends string, Found> = Rest extends `${infer Before}{${infer After}`
  ? Before extends `${string}}${string}`
    ? Rest extends `${string}}${infer AfterBranch}`
      ? BetweenBranches<AfterBranch, Found>
      : Found
    : InArgument<After, Found>
  : Rest extends `${string}}${infer AfterBranch}`
    ? BetweenBranches<AfterBranch, Found>
    : Found;

type InArgument<Rest extends string, Found> = Rest extends `${infer Head}}${infer After}`
  ? Head extends `${infer Name}, ${infer Kind}, ${string}`
    ? Kind extends 'plural' | 'selectordinal'
      ? Rest extends `${string}, ${string}, ${infer Branches}`
        ? BetweenBranches<Branches, Found & { [Key in Name]: number }>
        : never
      : Kind extends 'select'
        ? Rest extends `${string}, ${string}, ${infer Branches}`
          ? BetweenBranches<Branches, Found & { [Key in Name]: string }>
          : never
        : InText<After, Found & { [Key in Name]: number }>
    : Head extends `${infer Name}, ${string}`
      ? InText<After, Found & { [Key in Name]: number }>
      : InText<After, Found & { [Key in Head]: Simple }>
  : Found;

type BetweenBranches<Rest extends string, Found> = Rest extends `${infer Before}{${infer After}`
  ? Before extends `${string}}${string}`
    ? Rest extends `${string}}${infer AfterArgument}`
      ? InText<AfterArgument, Found>
      : Found
    : InText<After, Found>
  : Rest extends `${string}}${infer AfterArgument}`
    ? InText<AfterArgument, Found>
    : Found;
