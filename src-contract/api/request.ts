/** How one request of the window to the main process is declared: the schema of its input and the type of its answer. */
import * as v from 'valibot'

export interface RequestSpec<Input, Output> {
  readonly input: v.GenericSchema<unknown, Input>
  /** Never there: carries the type of the answer. */
  readonly output?: Output
}

/** `ask(schema).gives<Answer>()` reads as what it declares. */
export function ask<Input>(input: v.GenericSchema<unknown, Input>): { readonly gives: <Output>() => RequestSpec<Input, Output> } {
  return { gives: () => ({ input }) }
}

/** Input of a request that needs none. */
export const nothing = v.undefined_()

/** Ids are our own (see new-id.ts); anything else never reaches a handler. */
export const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'is not an id'))

/** What a person types into a name field. */
export const name = v.pipe(v.string(), v.trim(), v.minLength(1, 'needs a visible character'), v.maxLength(255, 'is longer than 255 characters'))

export type InputOf<R> = R extends RequestSpec<infer Input, unknown> ? Input : never
export type OutputOf<R> = R extends RequestSpec<never, infer Output> | RequestSpec<unknown, infer Output> ? Output : R extends { readonly output?: infer O } ? O : never

/** One handler for each request of a map: a missing one fails to compile. */
export type HandlersOf<Requests> = {
  readonly [Name in keyof Requests]: (input: InputOf<Requests[Name]>) => OutputOf<Requests[Name]> | Promise<OutputOf<Requests[Name]>>
}
