import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import type { AccessRequest } from '../src/access-request.ts'
import { ask, deny, hospital, loinc, now, permit } from './setting.ts'

const item = { scope: 'item', record: 'urn:record:1' }
const category = { scope: 'category' }
const at = (start: unknown, end: unknown) => ({ ...category, period: { start, end } })

describe('decide, on a request that is not one,', () => {
  const rule = permit({ purposes: ['TREAT'] }, [
    deny({ dataPeriod: { start: now - 100, end: now - 50 } }),
  ])
  const asking = (changes: object) => () => ask(rule, changes as Partial<AccessRequest>)

  test.each<[string, string, object]>([
    ['an end before the beginning', '/data/0', { data: [at(now - 20, now - 90)] }],
    ['an end at the beginning', '/data/0', { data: [at(now - 100, now - 100)] }],
    ['a beginning that is no number', '/data/0', { data: [at(Number.NaN, now)] }],
    ['an end that is no number', '/data/0', { data: [at(now, 'x')] }],
    ['an end without end', '/data/0', { data: [at(now, Infinity)] }],
    ['a period that is none', '/data/0', { data: [{ ...category, period: null }] }],
    ['another scope', '/data/0', { data: [{ scope: 'CATEGORY' }] }],
    ['no scope', '/data/1', { data: [category, { codes: [loinc('11502-2')] }] }],
    ['data that are none', '/data/0', { data: [null] }],
    ['data that are no list', '/data', { data: category }],
    ['codes that are no list', '/data/0', { data: [{ ...category, codes: {} }] }],
    ['kinds without system', '/data/0', { data: [{ ...item, types: [{ code: 'x' }] }] }],
    ['a code that is none', '/data/0', { data: [{ ...category, codes: [null] }] }],
    ['labels without code', '/data/0', { data: [{ ...item, labels: [{ system: 'x' }] }] }],
    ['a record that is no text', '/data/0', { data: [{ ...item, record: 1 }] }],
    ['authors that are no texts', '/data/0', { data: [{ ...item, authors: [1] }] }],
    ['related records that are no list', '/data/0', { data: [{ ...item, related: 'x' }] }],
    ['records it refers to that are no list', '/data/0', { data: [{ ...item, dependsOn: {} }] }],
    ['an action that nobody knows', '/action', { action: 'destroy' }],
    ['a purpose that is no text', '/purposes', { purposes: [['TREAT']] }],
    ['purposes that are no list', '/purposes', { purposes: 'TREAT' }],
    ['a custodian who is no DID', '/custodian', { custodian: 'hospital' }],
    [
      'a custodian in another spelling',
      '/custodian',
      { custodian: parseDid('did:web:Hospital.example') },
    ],
  ])('refuses %s', (_, place, changes) => {
    expect(asking(changes)).toThrow(
      expect.objectContaining({ code: 'access_request_malformed', place }),
    )
  })

  test.each<[string, object]>([
    ['one second', { data: [at(now - 100, now - 99)] }],
    ['an open period', { data: [{ ...category, period: { start: now } }] }],
    ['no custodian', { custodian: undefined }],
    ['a custodian', { custodian: hospital }],
    [
      'an item of which all is said',
      {
        data: [{ ...item, related: [], dependsOn: [], authors: ['x'], labels: [], types: [] }],
      },
    ],
  ])('takes %s', (_, changes) => {
    expect(asking(changes)).not.toThrow()
  })
})
