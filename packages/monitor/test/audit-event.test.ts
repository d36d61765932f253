import { epochSeconds, type JsonObject, type JsonValue } from '@fidecura/base'
import { type AuditAct, auditEventOf, parseAuditEvent } from '@fidecura/monitor'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { act, acts } from './acts.ts'

describe('auditEventOf', () => {
  test.each([
    ['an id that is no UUID', { id: 'x' }, '/id'],
    ['an id in capitals', { id: act.id.toUpperCase() }, '/id'],
    ['a kind that there is not', { kind: 'delete' }, '/kind'],
    ['an outcome that there is not', { outcome: 'ok' }, '/outcome'],
    ['prose for a code', { code: 'Pat Example was refused' }, '/code'],
    ['a name for an actor', { actor: { did: 'Dr Ada Example' } }, '/actor/did'],
    [
      'a name for a department',
      { actor: { ...act.actor, organisation: 'x' } },
      '/actor/organisation',
    ],
    ['a name for the service', { source: { did: 'x', site: 'x' } }, '/source/did'],
    ['no site', { source: { ...act.source, site: '' } }, '/source/site'],
    ['no client', { client: '' }, '/client'],
    ['a client of two lines', { client: 'a\nb' }, '/client'],
    ['a record without a system', { patient: { system: '', value: '1' } }, '/patient/system'],
    ['a record without a number', { patient: { system: 'x', value: '' } }, '/patient/value'],
    ['prose for a purpose', { purposes: ['for treatment'] }, '/purposes'],
    ['prose for a type', { objects: [{ type: 'a b', id: '1' }] }, '/objects/0/type'],
    ['an object without an id', { objects: [{ type: 'Consent', id: '' }] }, '/objects/0/id'],
    ['65 objects', { objects: Array(65).fill(act.objects[0]) }, '/objects'],
  ])('refuses %s', (_, change, place) => {
    expect(() => auditEventOf({ ...act, ...change } as AuditAct)).toThrow(
      expect.objectContaining({ code: 'audit_event_malformed', place }),
    )
  })

  test('refuses an instant that is none', () => {
    const change = { recordedAt: Number.NaN } as unknown as AuditAct
    expect(() => auditEventOf({ ...act, ...change })).toThrow(
      expect.objectContaining({ code: 'instant_malformed' }),
    )
  })

  test('freezes what it returns, and leaves what it is given', () => {
    const given = structuredClone(act)
    const event = auditEventOf(given)
    expect(given).toEqual(act)
    expect(Object.isFrozen(event) && Object.isFrozen(event['agent'])).toBe(true)
  })

  test('names a profile of what succeeded alone', () => {
    expect(auditEventOf({ ...act, outcome: 'refused' })['meta']).toBeUndefined()
  })

  test('names no profile of a decision without a consent, or without an organisation', () => {
    const decision = { ...act, kind: 'decide', objects: [{ type: 'Consent', id: '1' }] } as const
    expect(auditEventOf(decision)['meta']).toBeDefined()
    expect(auditEventOf({ ...decision, objects: [] })['meta']).toBeUndefined()
    const actor = { did: act.source.did }
    expect(auditEventOf({ ...decision, actor })['meta']).toBeUndefined()
    expect(auditEventOf({ ...decision, patient: undefined })['meta']).toBeUndefined()
  })
})

describe('parseAuditEvent', () => {
  test('reads back whatever was written', () => {
    fc.assert(
      fc.property(acts, (some) => {
        expect(parseAuditEvent(JSON.parse(JSON.stringify(auditEventOf(some))))).toEqual({
          ...{ code: undefined, actor: undefined, patient: undefined, purposes: [] },
          ...some,
        })
      }),
    )
  })

  test.each([
    ['nothing', null, ''],
    ['another resource', { resourceType: 'Consent' }, '/resourceType'],
    ['a subtype of others', { ...auditEventOf(act), subtype: [] }, '/subtype'],
    ['another outcome', { ...auditEventOf(act), outcome: '4' }, '/outcome'],
    ['no agents', { ...auditEventOf(act), agent: [] }, '/agent'],
    ['another instant', { ...auditEventOf(act), recorded: 'noon' }, '/recorded'],
    ['no instant', { ...auditEventOf(act), recorded: 1 }, '/recorded'],
    ['a number for a code', { ...auditEventOf(act), outcomeDesc: 5 }, '/outcomeDesc'],
    [
      'a name for the service',
      {
        ...auditEventOf(act),
        source: { site: 'x', observer: { identifier: { value: 'Riverside' } } },
      },
      '/who/identifier/value',
    ],
    ['prose', { ...auditEventOf(act), outcomeDesc: 'Pat was refused' }, '/code'],
  ])('refuses %s', (_, event, place) => {
    expect(() => parseAuditEvent(event)).toThrow(
      expect.objectContaining({ code: 'audit_event_malformed', place }),
    )
  })

  test('takes no organisation from what only looks like one', () => {
    const { actor } = act
    const event = auditEventOf({ ...act, actor: actor && { did: actor.did } })
    const [asked, user, ...others] = event['agent'] as readonly JsonObject[]
    const other = {
      type: { coding: [{ system: 'urn:x', code: 'PROV' }] },
      who: user?.['who'] ?? '',
    }
    const read = parseAuditEvent({ ...event, agent: [asked, user, other, ...others] as JsonValue })
    expect(read.actor).toEqual({ did: actor?.did })
  })

  test('keeps the second that it was told', () => {
    const recordedAt = epochSeconds(1_800_000_001)
    expect(parseAuditEvent(auditEventOf({ ...act, recordedAt })).recordedAt).toBe(recordedAt)
  })
})
