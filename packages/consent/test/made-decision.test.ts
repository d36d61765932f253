import { encodeUtf8, epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import type { RequestedData } from '../src/access-request.ts'
import { traceDecision } from '../src/assess/index.ts'
import { decide, decideUpon } from '../src/decide.ts'
import type { Decision } from '../src/decision.ts'
import { makingOf } from '../src/made-decision.ts'
import { type RedactOptions, redact } from '../src/redact/redact.ts'
import { recordReference } from '../src/statement.ts'
import {
  anything,
  day,
  kind,
  label,
  now,
  options,
  permit,
  record,
  request,
  requesterOf,
  setOf,
  statement,
} from './setting.ts'

const everything = request({ data: [anything] })
const set = setOf([statement(permit())])
const free = decide(everything, set, options)
const later = (seconds: number) => epochSeconds(now + seconds)

const observation = encodeUtf8(
  JSON.stringify({ resourceType: 'Observation', id: '1', subject: { reference: 'Patient/1' } }),
)

const references = { 'Patient/1': recordReference(record) }

/** How much of one Observation is let pass. */
function released(decision: Decision, change: Partial<RedactOptions> = {}): number {
  return redact(observation, decision, { references, now, ...change }).kept
}

function refusal(code: string) {
  return expect.objectContaining({ code, outcome: 'failed' })
}

describe('a permit', () => {
  test('releases what decide permitted, and nothing else does', () => {
    expect(released(free)).toBe(1)
    expect(released(traceDecision(everything, set, options).decision)).toBe(1)
  })

  test.each<[string, () => unknown]>([
    ['written by hand', () => ({ kind: 'permit', obligations: [], at: now, vocabulary: 'urn:x' })],
    [
      'written by hand, of an emergency',
      () => ({ kind: 'permit_emergency', obligations: [], at: now, until: later(day) }),
    ],
    ['cloned', () => structuredClone(free)],
    ['spread', () => ({ ...free })],
    ['read again from JSON', () => JSON.parse(JSON.stringify(free))],
    ['that only inherits from it', () => Object.create(free)],
    ['behind a proxy', () => new Proxy(free, {})],
    ['of a set and a requester that nobody verified', () => decideUpon(everything, set, options)],
  ])('releases nothing if it is one %s', (_, forge) => {
    const forged = forge() as Decision
    expect(forged.kind).toMatch(/^permit/)
    expect(() => released(forged)).toThrow(refusal('decision_not_made'))
  })

  test('is good for as long as it may be old, and no second longer', () => {
    const stale = expect.objectContaining({ code: 'decision_stale', outcome: 'unknown' })
    expect(released(free, { now: later(60) })).toBe(1)
    expect(() => released(free, { now: later(61) })).toThrow(stale)
    expect(() => released(free, { now: later(365 * day) })).toThrow(stale)
    expect(released(free, { now: later(61), maxAgeSeconds: 61 })).toBe(1)
    expect(() => released(free, { now: later(1), maxAgeSeconds: 0 })).toThrow(stale)
    expect(() => released(free, { now: later(-1) })).toThrow(stale)
    expect(() => released(free, { now: Number.NaN as typeof now })).toThrow(stale)
    expect(() => released(free, { maxAgeSeconds: Number.NaN })).toThrow(stale)
    expect(() => released(free, { now: undefined as never })).toThrow(stale)
  })

  test('releases nothing if it was made just now, about an access that is older', () => {
    const at = later(-60)
    const earlier = { ...everything, requester: requesterOf({ at }) }
    const decision = decide(earlier, set, { ...options, at })
    expect(decision.kind).toBe('permit')
    expect(() => released(decision, { maxAgeSeconds: 59 })).toThrow(
      expect.objectContaining({ code: 'decision_stale' }),
    )
  })

  test('keeps what it was made for, whatever becomes of the request', () => {
    const wanted = { scope: 'category', types: [{ ...kind('Condition') }] } as const
    const data: RequestedData[] = [wanted]
    const decision = decide(request({ data }), set, options)
    const beyond = refusal('fhir_beyond_request')
    expect(() => released(decision)).toThrow(beyond)
    Object.assign(wanted.types[0] as object, kind('Observation'))
    data.push(anything)
    expect(() => released(decision)).toThrow(beyond)
    expect(released(decide(request({ data }), set, options))).toBe(1)
  })

  test('remembers all of a request that a release is held against', () => {
    const period = { start: 0, end: later(1) }
    const item = {
      scope: 'item',
      record: 'urn:record:1',
      types: [kind('Observation')],
      codes: [{ system: 'http://loinc.org', code: '718-7' }],
      labels: [label('N')],
      period,
    } as const
    const { scope: _, record: __, labels: ___, ...of } = item
    const data: readonly RequestedData[] = [item, { scope: 'category', ...of }, { scope: 'item' }]
    const decision = decide(request({ data }), set, options)
    expect(makingOf(decision, { now, maxAgeSeconds: 60 })).toEqual({
      data,
      subject: record,
      vocabulary: options.vocabulary,
      now,
      permit: decision,
    })
  })

  test('can be changed by nobody', () => {
    const { obligations, trace } = free
    for (const each of [free, obligations, trace]) expect(Object.isFrozen(each)).toBe(true)
  })
})
