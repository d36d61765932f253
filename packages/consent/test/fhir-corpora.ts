import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type JsonValue, parseJson } from '@fidecura/base'
import { type SourceReading, termsFromFhir } from '../src/fhir/index.ts'

/** Base effect where terms come out, else the code and the place of the refusal. */
export const expected = {
  'fhir-r4-examples': {
    Emergency: ['consent_source_category_unsupported', '/category/0'],
    Out: 'deny',
    basic: 'permit',
    grantor: 'deny',
    notAuthor: 'permit',
    notOrg: ['consent_source_rule_type', '/provision/type'],
    notThem: 'permit',
    notThis: 'permit',
    notTime: 'permit',
    pkb: ['consent_source_rule_type', '/provision/provision/0/type'],
    signature: ['consent_source_rule_ambiguous', '/provision/provision/0'],
    smartonfhir: ['consent_source_rule_ambiguous', '/provision/provision/0'],
  },
  'fhir-r5-examples': {
    CDA: 'permit',
    Emergency: 'deny',
    Out: 'permit',
    basic: 'deny',
    grantor: 'deny',
    notAuthor: 'permit',
    notOrg: 'permit',
    notThem: 'permit',
    notThis: 'permit',
    notTime: 'permit',
    pkb: 'deny',
    smartonfhir: 'permit',
  },
} as const

export function readPublished(folder: string, name: string): SourceReading {
  const bytes = readFileSync(join(folder, `Consent-consent-example-${name}.json`))
  return termsFromFhir(bytes, { references: referencesIn(parseJson(bytes)) })
}

/** A DID for every party that is named, as a hospital's desk would look them up. */
function referencesIn(value: JsonValue): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, reference] of JSON.stringify(value).matchAll(/"reference":"(\w+\/[^"]+)"/g)) {
    found[reference as string] = `did:web:example.com:${reference?.toLowerCase().replace('/', ':')}`
  }
  return found
}
