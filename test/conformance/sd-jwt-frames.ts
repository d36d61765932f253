import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'
import { issueAndPresent } from './issue-and-present.ts'

/**
 * Claims with frames that say what to hide and what to show: issued and presented by us, the claims
 * shown must be those expected.
 */
export const sdJwtFrames: Corpus = { name: 'sd-jwt-js-cases', folders: ['sd-jwt-js-cases'], run }

interface Case {
  readonly claims: JsonObject
  readonly disclosureFrame: JsonObject
  readonly presentationFrames: JsonObject
  readonly presentedClaims: JsonObject
}

async function* run(folder = ''): AsyncIterable<CaseResult> {
  const cases = join(folder, 'packages/core/test')
  for (const name of readdirSync(cases)) {
    const one = JSON.parse(readFileSync(join(cases, name), 'utf8')) as Case
    let same = false
    const outcome = await outcomeOf(async () => {
      const shown = await issueAndPresent({
        claims: one.claims,
        hide: hiddenIn(one.disclosureFrame, ''),
        decoys: decoysIn(one.disclosureFrame),
        // A frame may name what is not there, which we refuse.
        show: shownIn(one.presentationFrames, '').filter((pointer) => exists(one.claims, pointer)),
      })
      same = isDeepStrictEqual(shown, one.presentedClaims)
    })
    const ours = outcome === 'accepted' ? 'other_claims' : outcome
    yield same
      ? { name, outcome: 'passed' }
      : { name, outcome: 'failed', reason: `it is ${ours}`, ours }
  }
}

function hiddenIn(frame: JsonObject, place: string): readonly string[] {
  return Object.entries(frame).flatMap(([name, value]) => {
    if (name === '_sd') return (value as readonly JsonValue[]).map((key) => `${place}/${key}`)
    return isJsonObject(value) ? hiddenIn(value, `${place}/${name}`) : []
  })
}

function decoysIn(frame: JsonObject): number {
  return Object.entries(frame).reduce((sum, [name, value]) => {
    if (name === '_sd_decoy') return sum + (value as number)
    return isJsonObject(value) ? sum + decoysIn(value) : sum
  }, 0)
}

function shownIn(frame: JsonObject, place: string): readonly string[] {
  return Object.entries(frame).flatMap(([name, value]) =>
    isJsonObject(value) ? shownIn(value, `${place}/${name}`) : [`${place}/${name}`],
  )
}

function exists(claims: JsonObject, pointer: string): boolean {
  let value: unknown = claims
  for (const name of pointer.split('/').slice(1)) {
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[name]
  }
  return value !== undefined
}
