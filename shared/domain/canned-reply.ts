import type { Milliseconds } from './message.ts';
import type { StagedFile } from './draft.ts';

/** A reply that agents keep for questions that come again and again; only on this computer. */
export interface CannedReply {
  readonly id: string;
  /** What is typed after `/`: letters, digits, `-` and `_`; unique. */
  readonly shortcut: string;
  readonly title: string;
  /** May hold variables, `{{customer.name}}`; see CANNED_VARIABLES. */
  readonly text: string;
  readonly files: readonly StagedFile[];
  readonly updatedAt: Milliseconds;
}

export const CANNED_SHORTCUT = /^[\p{L}\p{N}_-]{1,32}$/u;
export const CANNED_TEXT_MAX_CHARACTERS = 10_000;

export const CANNED_VARIABLES = [
  'customer.name',
  'customer.firstName',
  'agent.name',
  'shop.name',
  'order.number',
  'order.status',
  'order.total',
  'order.items',
  'product.name',
  'product.price',
  'greeting',
] as const;

export type CannedVariable = (typeof CANNED_VARIABLES)[number];

/** What is known here and now; a variable that is missing is a hole. */
export type CannedValues = Readonly<Partial<Record<CannedVariable, string>>>;

/** Names of blanks may be several words: people write them by hand. */
const VARIABLE = /\{\{[^\S\n]*([\p{L}\p{N}](?:[\p{L}\p{N}._ -]{0,62}[\p{L}\p{N}])?)[^\S\n]*\}\}/gu;

/** Where a text holds a variable or a blank: its name, and its place in UTF-16 units. */
export interface Variable {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export function variablesIn(text: string): Variable[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({
    name: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

export interface FilledReply {
  readonly text: string;
  /** Names that could not be filled, each once, in order: they stay in the text as they are. */
  readonly holes: readonly string[];
}

/** Fills variables in. What is not known stays visible as `{{name}}`, and stops the send (see holesIn). */
export function fillCannedReply(template: string, values: CannedValues): FilledReply {
  const holes = new Set<string>();
  const text = template.replaceAll(VARIABLE, (whole, name: string) => {
    const value = isVariable(name) ? values[name] : undefined;
    if (value !== undefined && value !== '') return value;
    holes.add(name);
    return whole;
  });
  return { text, holes: [...holes] };
}

/** Names between double braces that a text still holds. */
export function holesIn(text: string): string[] {
  return [...new Set(variablesIn(text).map((variable) => variable.name))];
}

function isVariable(name: string): name is CannedVariable {
  return (CANNED_VARIABLES as readonly string[]).includes(name);
}

/** The form in which canned replies are exported and imported: a file that people may also write by hand. */
export interface CannedRepliesFile {
  readonly format: 'zukses-desk/canned-replies';
  readonly version: 1;
  readonly replies: readonly {
    readonly shortcut: string;
    readonly title: string;
    readonly text: string;
    /** Contents as base64. */
    readonly files?: readonly { readonly filename: string; readonly base64: string }[];
  }[];
}
