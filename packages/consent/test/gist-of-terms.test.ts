import { deepFreeze } from '@fidecura/base'
import { consentCodeSystems, type Rule, type Terms } from '@fidecura/consent'
import { gistOfTerms } from '@fidecura/consent/explain'
import { describe, expect, test } from '@jest/globals'

const { loinc, resourceTypes } = consentCodeSystems
const results = { system: loinc, code: '11502-2' }
const imaging = { system: resourceTypes, code: 'ImagingStudy' }

const termsOf = (rule: Rule): Terms => deepFreeze({ version: 'urn:fidecura:terms:1', rule })
const permit = (conditions: Rule['conditions'], more: Partial<Rule> = {}): Rule => ({
  ...{ effect: 'permit', conditions, children: [] },
  ...more,
})
const onlyThese = (...children: readonly Rule[]): Rule => ({
  ...{ effect: 'deny', conditions: {}, children },
})
const english = { language: 'en' } as const

describe('gistOfTerms', () => {
  test('names what every permit is for and about, each once, without codes', () => {
    const rule = onlyThese(
      permit({ purposes: ['TREAT'], codes: [results] }),
      permit({ purposes: ['TREAT', 'HRESCH'], types: [imaging] }),
    )
    expect(gistOfTerms(termsOf(rule), english)).toEqual({
      purposes: [
        expect.objectContaining({ code: 'TREAT', name: 'treatment' }),
        expect.objectContaining({ code: 'HRESCH', name: 'research' }),
      ],
      data: [
        { ...imaging, name: 'imaging' },
        { ...results, name: 'laboratory results' },
      ],
      permits: true,
      hasMore: false,
    })
    const chinese = gistOfTerms(termsOf(rule), { language: 'zh-CN' })
    expect(chinese.data.map(({ name }) => name)).toEqual(['影像', '检验结果'])
  })

  test('shows the code itself where it has no name', () => {
    const rule = permit({ purposes: ['TREAT'], codes: [{ system: 'urn:oid:2.999', code: 'X-1' }] })
    expect(gistOfTerms(termsOf(rule), english).data[0]?.name).toBe('X-1')
  })

  test('leaves out what a denial names, and says that there is more', () => {
    const rule = permit(
      { purposes: ['TREAT'] },
      { children: [{ ...permit({ types: [imaging] }), effect: 'deny' }] },
    )
    expect(gistOfTerms(termsOf(rule), english)).toMatchObject({ data: [], hasMore: true })
  })

  test('tells that nothing is permitted', () => {
    expect(gistOfTerms(termsOf(onlyThese()), english)).toMatchObject({ permits: false })
  })

  test.each<[string, Rule]>([
    ['a label', permit({ purposes: ['TREAT'], labels: [imaging] })],
    ['a time', permit({ purposes: ['TREAT'], dataPeriod: { start: 0 } })],
    ['single records', permit({ data: [{ meaning: 'instance', reference: 'Observation/1' }] })],
    ['what cannot be read', permit({ unknown: ['modifierExtension'] })],
    ['a duty', permit({ purposes: ['TREAT'] }, { duties: [{ kind: 'no_redisclosure' }] as never })],
    ['a kind and a code at once', permit({ types: [imaging], codes: [results] })],
    [
      'a second party',
      permit({
        actors: ['did:example:1', 'did:example:2'].map((did) => ({
          role: 'recipient',
          did,
        })) as never,
      }),
    ],
    ['a denial of something', { ...onlyThese(permit({})), conditions: { purposes: ['HRESCH'] } }],
  ])('says that there is more to read: %s', (_, rule) => {
    expect(gistOfTerms(termsOf(rule), english).hasMore).toBe(true)
  })
})
