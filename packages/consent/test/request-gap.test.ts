import { describe, expect, test } from '@jest/globals'
import type { AccessRequest, RequestedData } from '../src/access-request.ts'
import { decide } from '../src/decide.ts'
import { decideAt } from '../src/decide-at.ts'
import { explainDecision } from '../src/explain/index.ts'
import { traceDecision } from '../src/trace-decision.ts'
import {
  ask,
  askOf,
  day,
  deny,
  doctor,
  hospital,
  keptNowhere,
  loinc,
  now,
  options,
  permit,
  request,
  requesterOf,
  setOf,
  statement,
} from './setting.ts'

/** Permits whatever is asked for by the parties, for any purpose that it names. */
const open = setOf([statement(permit({ purposes: ['TREAT'] }))])

/** As a caller without types may write it. */
const untyped = (more: object): AccessRequest => request(more as Partial<AccessRequest>)

describe('decide, on what is no request,', () => {
  test.each<[string, object, string]>([
    ['an action that nobody knows', { action: 'read' }, '/action'],
    ['no action', { action: undefined }, '/action'],
    ['no purposes', { purposes: undefined }, '/purposes'],
    ['data by a word of their own', { data: ['labs'] }, '/data/0'],
    ['a category of one record', { data: [{ scope: 'category', record: 'x' }] }, '/data/0'],
    ['a member that nobody reads', { data: [{ scope: 'category', code: [] }] }, '/data/0'],
    ['one inherited by all', { data: [{ scope: 'item', toString: [] }] }, '/data/0'],
    ['no subject', { subject: undefined }, '/subject'],
    ['a subject without a system', { subject: { value: '0001' } }, '/subject'],
  ])('refuses %s, whatever was stated', (_, more, place) => {
    const asked = untyped(more)
    const refused = expect.objectContaining({ code: 'access_request_malformed', place })
    expect(() => decide(asked, open, options)).toThrow(refused)
    expect(() => traceDecision(asked, open, options)).toThrow(refused)
    expect(() => decideAt(asked, open, options)).toThrow(refused)
  })

  test('names the actions that there are', () => {
    expect(() => decide(untyped({ action: 'read' }), open, options)).toThrow('access')
  })

  test('takes everything that a request may say', () => {
    const codings = [loinc('11502-2')]
    const texts = ['urn:example:record:1']
    const data: RequestedData[] = [
      {
        scope: 'item',
        record: 'urn:example:record:1',
        related: texts,
        dependsOn: [],
        authors: texts,
        types: codings,
        codes: codings,
        labels: [],
        period: { start: now - day, end: now },
      },
      { scope: 'category', types: [], codes: codings, period: { end: now } },
    ]
    expect(decide(request({ data }), open, options).kind).toBe('permit')
  })
})

describe('decide, on consent to what no statement could be about,', () => {
  const denied = setOf([statement(deny({}, [permit({ purposes: ['TREAT'] })]))])

  test('says that nobody said who keeps the data, and not that the patient denied it', () => {
    for (const rule of [permit(), deny()]) {
      expect(askOf(keptNowhere, rule)).toMatchObject({ kind: 'unknown', code: 'custodian_missing' })
    }
    const decision = decide(keptNowhere, denied, options)
    const english = explainDecision(decision, { set: denied, language: 'en' })
    expect(english).toContain('The request does not say who keeps the data')
    expect(english).not.toContain('denied')
    expect(explainDecision(decision, { set: denied, language: 'zh-CN' })).toContain('由谁保管')
  })

  test('says that nobody knows the purpose, and not that the patient denied it', () => {
    const asked = request({ purposes: ['TREAT', 'TREATMENT'] })
    const decision = decide(asked, denied, options)
    expect(decision).toMatchObject({ kind: 'unknown', code: 'purpose_unknown', trace: [] })
    const { answers } = traceDecision(asked, denied, options)
    expect(answers.change).toEqual([{ kind: 'fuller_request' }])
  })

  test('knows a purpose that every object inherits for none', () => {
    expect(ask(permit(), { purposes: ['constructor'] }).code).toBe('purpose_unknown')
  })

  test('knows purposes by a statement, or by the role of whoever asks', () => {
    const own = { purposes: ['AUDITOFOURS'] }
    const requester = requesterOf({ ...own, parties: [doctor, hospital] })
    expect(ask(deny({}, [permit(own)]), own).code).toBe('purpose_beyond_role')
    const towards = { grantee: { did: hospital, name: 'Hospital' } }
    const asked = request({ ...own, requester })
    expect(askOf(asked, deny({}, [permit(own)]), towards).kind).toBe('permit')
    expect(askOf(asked, deny(), towards).code).toBe('consent_denied')
  })

  test('says what the patient denied where the request could have been permitted', () => {
    expect(decide(request({ purposes: ['HRESCH'] }), denied, options).code).toBe('consent_denied')
  })
})

test('decideAt reads by the vocabulary that a decider has where none is named', () => {
  const { requester, ...asked } = request()
  const { vocabulary: _, ...policy } = options
  const stated = { ...asked, requester }
  expect(decideAt(stated, open, policy)).toEqual(decideAt(stated, open, options))
  expect(decideAt(stated, open, policy).outcome).toBe('permit')
})
