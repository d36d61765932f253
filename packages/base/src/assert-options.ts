import { BaseError } from './errors.ts'

/**
 * Makes sure that a caller gave what a function cannot do without. Types say so, and callers in JavaScript have none.
 *
 * @param needed - Names of options. Null and undefined are not given.
 * @throws {@link BaseError} `option_missing`; `place` is the name, `''`: there are no options at all.
 */
export function assertOptions(options: unknown, needed: readonly string[]): void {
  const given = (options ?? undefined) as Readonly<Record<string, unknown>> | undefined
  const missing =
    given === undefined ? '' : needed.find((name) => (given[name] ?? undefined) === undefined)
  if (missing === undefined) return
  throw new BaseError('option_missing', 'An option that is needed was not given', {
    place: missing,
  })
}
