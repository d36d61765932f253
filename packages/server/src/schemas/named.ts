import { z } from 'zod'
import type { Page } from '../api/page.ts'

/** A schema that the OpenAPI document has once, under a name. It is the name of its type in the client. */
export function called<T extends z.ZodType>(name: string, schema: T): T {
  return schema.meta({ id: name })
}

/**
 * A schema of a type that another package has: the client takes that, and makes none of its own.
 *
 * @param type - Such as `@fidecura/identity#Did`.
 * @param name - Of a schema that is written once.
 */
export function typed<T>(type: string, schema: z.ZodType, name?: string): z.ZodType<T> {
  const named = name === undefined ? {} : { id: name }
  // That the two are the same is seen by the tests, in each answer; `exactOptionalPropertyTypes` parts them here.
  return schema.meta({ 'x-fidecura-type': type, ...named }) as unknown as z.ZodType<T>
}

/** One page of a list. */
export function pageOf<T>(item: z.ZodType<T>): z.ZodType<Page<T>> {
  const next = z
    .int()
    .optional()
    .describe('For `after` of the next page; absent: this was the last.')
  const page = z.strictObject({ items: z.array(item), next })
  return page.meta({ 'x-fidecura-page': true }) as unknown as z.ZodType<Page<T>>
}
