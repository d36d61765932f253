import type { JsonObject } from '@fidecura/base'
import { z } from 'zod'
import { type CodedPackage, packageCodes } from './package-codes.ts'
import type { Refused } from './refusals.ts'

/** What comes instead of an answer. */
export const problem: z.ZodType = z
  .strictObject({
    type: z.string().describe('`urn:fidecura:error:` and the code.'),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    outcome: z
      .enum(['failed', 'unknown'])
      .describe('`unknown`: it could not be told. Ask again; of a write with the same key.'),
    place: z.string().optional().describe('Which member of the request it is about.'),
  })
  .describe('RFC 9457, with our codes: no value of the request.')
  .meta({ id: 'Problem' })

/** The codes that come with one status. */
export function codesIn({ codes, packages }: Refused): JsonObject {
  const own = codes.length === 0 ? [] : [{ enum: codes }]
  const all = [
    ...own,
    ...packages.map((name) => ({ $ref: `#/components/schemas/${nameOf(name)}` })),
  ]
  return all.length === 1 ? (all[0] as JsonObject) : { anyOf: all }
}

/** Such as `CredentialsCode`. */
function nameOf(name: CodedPackage): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Code`
}

/** All codes of each package, once. */
export function codeSchemas(): Record<string, JsonObject> {
  const names = Object.keys(packageCodes) as CodedPackage[]
  const entries = names.map((name) => [
    nameOf(name),
    {
      description: descriptionOf(name),
      enum: Object.keys(packageCodes[name]),
    },
  ])
  return Object.fromEntries(entries) as Record<string, JsonObject>
}

function descriptionOf(name: CodedPackage): string {
  if (name === 'decision') return 'Why a decision of `@fidecura/consent` is not a permit.'
  return `What \`@fidecura/${name}\` refuses; it says there what each code means.`
}
