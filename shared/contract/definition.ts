import type { z } from 'zod';
import type { ErrorInfo } from '../errors.ts';

/**
 * How the contract is written down: one map of methods and one of events. Types flow from it to both ends; the dispatcher parses inputs with
 * the schemas that stand in it. A query changes nothing; a command may. Both are answered with an envelope.
 */
export interface MethodDefinition<Kind extends 'query' | 'command', Schema extends z.ZodType, Output> {
  readonly kind: Kind;
  readonly input: Schema;
  /** Only for the type checker; never set. */
  readonly output?: Output;
}

interface Returning<Kind extends 'query' | 'command', Schema extends z.ZodType> {
  returns<Output>(): MethodDefinition<Kind, Schema, Output>;
}

export function query<Schema extends z.ZodType>(input: Schema): Returning<'query', Schema> {
  return { returns: () => ({ kind: 'query', input }) };
}

export function command<Schema extends z.ZodType>(input: Schema): Returning<'command', Schema> {
  return { returns: () => ({ kind: 'command', input }) };
}

export type Methods = Readonly<Record<string, MethodDefinition<'query' | 'command', z.ZodType, unknown>>>;

/** What the caller passes. */
export type Input<M extends Methods, Name extends keyof M> = z.input<M[Name]['input']>;
/** What the handler gets, after parsing. */
export type Parsed<M extends Methods, Name extends keyof M> = z.output<M[Name]['input']>;
export type Output<M extends Methods, Name extends keyof M> =
  M[Name] extends MethodDefinition<'query' | 'command', z.ZodType, infer O> ? O : never;

export type Handlers<M extends Methods> = {
  readonly [Name in keyof M]: (input: Parsed<M, Name>) => Promise<Output<M, Name>> | Output<M, Name>;
};

/**
 * Where an answer or an event stands in the engine's history. `epoch` is new for each start of the engine; `revision` grows by one with each
 * event. A snapshot of revision n already holds every event up to n.
 */
export interface Stamp {
  readonly epoch: string;
  readonly revision: number;
}

/** Errors do not survive a process boundary: answers cross it as an envelope. */
export type Envelope<Value> =
  | { readonly ok: true; readonly value: Value; readonly stamp: Stamp | null }
  | { readonly ok: false; readonly error: ErrorInfo };
