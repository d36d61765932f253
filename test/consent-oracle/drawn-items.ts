import {
  type Conditions,
  type ConsentCoding,
  consentCodeSystems,
  type RequestedItem,
  type Vocabulary,
} from '@fidecura/consent'
import fc from 'fast-check'

/** Records with the labels, kinds, codes, references and times that the conditions name, and others. */
export function itemsOf(
  all: readonly Conditions[],
  vocabulary: Vocabulary,
): fc.Arbitrary<RequestedItem> {
  const times = all.flatMap(({ dataPeriod }) => (dataPeriod === undefined ? [] : [dataPeriod]))
  const codings = (
    get: (one: Conditions) => readonly ConsentCoding[] | undefined,
  ): readonly ConsentCoding[] => all.flatMap((one) => get(one) ?? [])
  const some = (list: readonly ConsentCoding[]) =>
    fc.uniqueArray(fc.constantFrom(...list), { minLength: 1, maxLength: 2 })
  const ranks = vocabulary.confidentiality.map((code) => ({
    system: consentCodeSystems.confidentiality,
    code,
  }))
  const other = { system: 'urn:example:codes', code: 'other' }
  const references = [
    ...all.flatMap(({ data = [] }) => data.map(({ reference }) => reference)),
    'urn:record:beside',
  ]
  const spans = times.flatMap(({ start = 0, end = start + 86_400 }) => [
    { start, end },
    { start: start - 1, end },
    { start, end: end + 1 },
    { start: start - 2, end: start },
    { start: end },
  ])
  return fc.record(
    {
      scope: fc.constant('item' as const),
      record: fc.constantFrom(...references),
      related: fc.subarray(references),
      dependsOn: fc.subarray(references),
      authors: fc.subarray(references),
      types: some([...codings((one) => one.types), other]),
      codes: some([...codings((one) => one.codes), other]),
      labels: some([...codings((one) => one.labels), ...ranks]),
      period: fc.constantFrom(...spans, { start: 1_700_000_000, end: 1_700_000_001 }),
    },
    { requiredKeys: ['scope'] },
  )
}
