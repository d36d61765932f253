import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '@fidecura/base'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'
import { issueAndPresent } from './issue-and-present.ts'

/**
 * The examples of the SD-JWT VC draft: issued and presented by us as their specification says. The
 * issuer is ours, for theirs is an https URL; all are bound to a key, the second one too.
 */
export const sdJwtVcExamples: Corpus = {
  name: 'sd-jwt-vc-examples',
  folders: ['sd-jwt-vc-examples'],
  run,
}

async function* run(folder = ''): AsyncIterable<CaseResult> {
  for (const entry of readdirSync(join(folder, 'examples'), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const { name } = entry
    const text = readFileSync(join(folder, 'examples', name, 'specification.yml'), 'utf8')
    const spec = readSpecification(text)
    const { iss: _, vct, ...claims } = spec.claims
    let same = false
    const outcome = await outcomeOf(async () => {
      const shown = await issueAndPresent({
        type: vct as string,
        claims,
        hide: spec.hidden,
        show: spec.shown,
      })
      const isShown = (pointer: string): boolean =>
        spec.shown.some((one) => within(one, pointer) || within(pointer, one))
      same = isDeepStrictEqual(shown, leaveOut(claims, spec.hidden, isShown, ''))
    })
    const ours = outcome === 'accepted' ? 'other_claims' : outcome
    yield same
      ? { name, outcome: 'passed' }
      : { name, outcome: 'failed', reason: `it is ${ours}`, ours }
  }
}

function within(inner: string, outer: string): boolean {
  return `${inner}/`.startsWith(`${outer}/`)
}

/** What a verifier sees, found without any digest. */
function leaveOut(
  object: JsonObject,
  hidden: readonly string[],
  isShown: (pointer: string) => boolean,
  place: string,
): JsonObject {
  const entries: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(object)) {
    const at = `${place}/${name}`
    if (hidden.includes(at) && !isShown(at)) continue
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value)
    entries.push([name, nested ? leaveOut(value as JsonObject, hidden, isShown, at) : value])
  }
  return Object.fromEntries(entries)
}

interface Specification {
  readonly claims: JsonObject
  readonly hidden: readonly string[]
  readonly shown: readonly string[]
}

type Draft = Record<string, unknown>

/** Reads the part of YAML that these files use: nested members, lists of scalars, `!sd`. */
function readSpecification(text: string): Specification {
  const roots: Record<string, Draft> = {}
  const hidden: string[] = []
  const shown: string[] = []
  let path: string[] = []
  for (const line of text.split('\n')) {
    const match = /^( *)(!sd )?(?:- (.+)|"?([\w ]+?)"?:(?: +(.+))?)$/.exec(line)
    if (match === null) continue
    const [, indent = '', sd, item, name = '', value] = match
    // A list stands at the depth of its name.
    path = path.slice(0, indent.length / 2 + (item === undefined ? 0 : 1))
    const section = path[0]
    if (item !== undefined) {
      if (section === 'user_claims') append(roots, path, scalar(item))
      else if (item === 'true') shown.push(pointer(path))
      continue
    }
    path.push(name)
    if (section === 'user_claims') {
      if (sd !== undefined) hidden.push(pointer(path))
      put(roots, path, value === undefined ? {} : scalar(value))
    } else if (section === 'holder_disclosed_claims' && value === 'true') {
      shown.push(pointer(path))
    } else if (section === undefined) {
      roots[name] = {}
    }
  }
  return { claims: roots['user_claims'] as JsonObject, hidden, shown }
}

function pointer(path: readonly string[]): string {
  return path
    .slice(1)
    .map((name) => `/${name}`)
    .join('')
}

function put(roots: Draft, path: readonly string[], value: unknown): void {
  const parent = path.slice(0, -1).reduce((at, name) => at[name] as Draft, roots)
  parent[path.at(-1) as string] = value
}

function append(roots: Draft, path: readonly string[], value: unknown): void {
  const at = path.reduce((parent, name) => parent[name] as Draft, roots)
  put(roots, path, Array.isArray(at) ? [...at, value] : [value])
}

function scalar(text: string): JsonValue {
  const quoted = /^"(.*)"$/.exec(text) ?? /^'(.*)'$/.exec(text)
  if (quoted !== null) return quoted[1] as string
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : text
}
