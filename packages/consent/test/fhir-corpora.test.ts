import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeUtf8, encodeUtf8 } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { withCorpus } from '../../../test/with-corpus.ts'
import { type SourceReading, termsFromFhir } from '../src/fhir/index.ts'
import { renderTerms } from '../src/render.ts'
import { expected, readPublished as read } from './fhir-corpora.ts'
import { hospital, now, permit, record, statement } from './setting.ts'

for (const [corpus, files] of Object.entries(expected)) {
  withCorpus('FHIR Consent examples', [corpus], (folder = '') => {
    describe(`termsFromFhir, of ${corpus},`, () => {
      test('is tried on every Consent that is there', () => {
        const names = readdirSync(folder).flatMap(
          (name) => /^Consent-consent-example-(\w+)\.json$/.exec(name)?.slice(1) ?? [],
        )
        expect(names.sort()).toEqual(Object.keys(files).sort())
      })

      test.each(Object.entries(files))('finds in %s: %p', (name, outcome) => {
        if (typeof outcome === 'string') {
          expect(read(folder, name).terms.rule.effect).toBe(outcome)
        } else {
          const [code, place] = outcome
          expect(() => read(folder, name)).toThrow(expect.objectContaining({ code, place }))
        }
      })

      const readable = Object.entries(files).filter(([, outcome]) => typeof outcome === 'string')
      test.each(readable)('finds in %s what can be shown in both languages', (name) => {
        const { terms } = read(folder, name)
        const { grantee, validFrom } = statement(permit())
        const controller = { did: hospital, name: 'Hospital' }
        const common = { kind: 'consent', terms, grantee, controller, record, validFrom } as const
        for (const language of ['en', 'zh-CN'] as const) {
          const text = renderTerms({ ...common, language, validUntil: now })
          expect(text.split('\n').length).toBeGreaterThanOrEqual(7)
          expect(text).not.toMatch(/undefined|\[object/)
        }
      })
    })
  })
}

withCorpus('FHIR R5 Consent examples', ['fhir-r5-examples'], (folder = '') => {
  describe('termsFromFhir', () => {
    test('permits nothing where a party that it hangs on stands for nobody', () => {
      const readWith = (name: string, ...organizations: readonly string[]): SourceReading =>
        termsFromFhir(readFileSync(join(folder, `Consent-consent-example-${name}.json`)), {
          references: Object.fromEntries(
            organizations.map((id) => [`Organization/${id}`, hospital]),
          ),
        })
      expect(readWith('basic', 'f001').notes).toEqual([
        expect.objectContaining({ code: 'zone_missing' }),
        expect.objectContaining({ code: 'zone_missing' }),
      ])
      const unusable = (place: string) =>
        expect.objectContaining({ code: 'consent_source_unusable', place })
      // Whose data it is about, whom it is for: unknown, so nobody's and nobody.
      expect(() => readWith('basic')).toThrow(unusable('/controller/0'))
      expect(() => readWith('grantor', 'f203')).toThrow(unusable('/grantee/0'))
      // The denial of one practitioner who stands for nobody here is of everybody.
      const [denial] = readWith('notThem', 'f001').terms.rule.children
      expect(denial?.conditions).toEqual({ actions: ['access', 'correct'], unknown: ['actor'] })
    })

    test('refuses a source in which one member is named twice', () => {
      const text = decodeUtf8(readFileSync(join(folder, 'Consent-consent-example-basic.json')))
      const twice = text.replace('"decision"', '"decision" : "permit", "decision"')
      expect(() => termsFromFhir(encodeUtf8(twice), { references: {} })).toThrow(
        expect.objectContaining({ code: 'json_duplicate_member' }),
      )
    })
  })
})
