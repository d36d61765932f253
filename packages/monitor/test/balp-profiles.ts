import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Json = Readonly<Record<string, unknown>>

interface Element {
  readonly id: string
  readonly min?: number
  readonly max?: string
  readonly pattern: unknown
  /** Those that the value is bound to, where the profile's own value set lists them. */
  readonly codes: readonly Json[] | undefined
}

/** One profile with those it is derived from, the outermost last. */
export interface Profile {
  readonly url: string
  readonly base: string
  readonly elements: readonly Element[]
}

/** Of a folder of published profiles, by URL. */
export function profilesIn(folder: string): ReadonlyMap<string, Profile> {
  const files = readdirSync(folder).filter((name) => name.startsWith('StructureDefinition-'))
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const sets = new Map<unknown, readonly Json[]>(
    readdirSync(folder)
      .filter((name) => name.startsWith('ValueSet-'))
      .map(read)
      .map(({ url, compose }) => [url, compose.include.flatMap(codesOf)]),
  )
  return new Map(
    files.map((name) => {
      const { url, baseDefinition, differential } = read(name)
      const elements = (differential.element as Json[]).map((element) => ({
        ...(element as unknown as Element),
        codes: sets.get((element['binding'] as Json | undefined)?.['valueSet']),
        pattern: Object.entries(element).find(([key]) => /^(?:pattern|fixed)/.test(key))?.[1],
      }))
      return [url as string, { url, base: baseDefinition, elements }]
    }),
  )
}

function codesOf({ system, concept = [] }: { system: string; concept?: readonly Json[] }) {
  return concept.map(({ code }): Json => ({ system, code }))
}

/**
 * What of a profile an event does not keep to: how often things are there, and their patterns. Slices
 * are told by the pattern or the value set of their `type`, or by their own.
 */
export function deviationsOf(
  event: Json,
  url: string,
  profiles: ReadonlyMap<string, Profile>,
): readonly string[] {
  const profile = profiles.get(url)
  if (profile === undefined) return []
  const { elements } = profile
  const inherited = deviationsOf(event, profile.base, profiles)
  const own = elements.flatMap((element) => {
    const [, name = '', slice, child] =
      /^AuditEvent\.(\w+)(?::(\w+))?(?:\.(.+))?$/.exec(element.id) ?? []
    if (name === '') return []
    if (slice === undefined) return judge(element, listOf(event[name]))
    const items = listOf(event[name]).filter((item) => isOf(item, `${name}:${slice}`, elements))
    if (child === undefined) return judge(element, items)
    return items.flatMap((item) => judge(element, listOf(at(item, child.split('.')))))
  })
  return [...inherited, ...own]
}

function judge({ id, min = 0, max = '*', pattern }: Element, found: readonly unknown[]) {
  const wrong = pattern !== undefined && !found.every((value) => matches(value, pattern))
  return [
    ...(found.length < min ? [`${id}: ${found.length} of at least ${min}`] : []),
    ...(max !== '*' && found.length > Number(max) ? [`${id}: more than ${max}`] : []),
    ...(wrong ? [`${id}: not the pattern`] : []),
  ]
}

function isOf(item: unknown, slice: string, elements: readonly Element[]): boolean {
  const own = elements.find(({ id }) => id === `AuditEvent.${slice}`)
  if (own?.pattern !== undefined || own?.codes !== undefined) return meets(item, own)
  const type = elements.find(({ id }) => id === `AuditEvent.${slice}.type`)
  return type !== undefined && meets((item as Json)['type'], type)
}

function meets(value: unknown, { pattern, codes = [] }: Element): boolean {
  if (pattern !== undefined) return matches(value, pattern)
  const codings = listOf((value as Json)['coding'] ?? value)
  return codings.some((coding) => codes.some((code) => matches(coding, code)))
}

/** FHIR: whatever the pattern has is there, and of its lists each has one that matches. */
function matches(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return pattern.every((part) => listOf(value).some((each) => matches(each, part)))
  }
  if (typeof pattern !== 'object' || pattern === null) return value === pattern
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(pattern).every(([key, part]) => matches((value as Json)[key], part))
}

function at(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path
  if (name === undefined || typeof value !== 'object' || value === null) return value
  return at((value as Json)[name], rest)
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}
