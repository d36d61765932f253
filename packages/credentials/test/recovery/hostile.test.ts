import { inspect } from 'node:util'
import {
  CodedError,
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  type JsonObject,
} from '@fidecura/base'
import {
  approveRecovery,
  decodeRecoveryRequest,
  objectToRecovery,
  verifyRecoveryReceipt,
} from '@fidecura/credentials/recovery'
import { decodeJws, resolveDidKey as resolve } from '@fidecura/identity'
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createWorld, type World } from './world.ts'

const numRuns = Number(process.env['FIDECURA_FUZZ_RUNS'] ?? 1500)

let world: World
let request: string
beforeAll(async () => {
  world = await createWorld()
  request = await world.request('desk', { reason: 'stolen' })
})

/** Under the header and the signature of a genuine one. */
function withPayload(payload: string): string {
  const [header, , signature] = request.split('.')
  return [header, encodeBase64url(encodeUtf8(payload)), signature].join('.')
}

function payloadOf(token: string): JsonObject {
  return JSON.parse(decodeUtf8(decodeJws(token).payload))
}

function problemOf(read: () => unknown): unknown {
  try {
    read()
    return undefined
  } catch (error) {
    return error
  }
}

describe('decodeRecoveryRequest', () => {
  test('reads what was signed, and nothing that says more, less or otherwise', () => {
    const payload = payloadOf(request)
    expect(decodeRecoveryRequest(request)).toMatchObject({ by: 'desk', from: world.patient.did })
    const wrong: readonly JsonObject[] = [
      { version: 'urn:fidecura:recovery:2' },
      { more: true },
      { iat: 0.5 },
      { iat: -1 },
      { compromisedSince: 'yesterday' },
      { by: 'everybody' },
      { reason: 'bored' },
      { from: 'Pat' },
      { id: 'one' },
      { id: `urn:x:${'y'.repeat(481)}` },
      { record: 'R-0001' },
      { identity: { id: 'urn:uuid:1' } },
      { key: { kty: 'RSA' } },
      { key: { ...(payload['key'] as JsonObject), d: 'AAAA' } },
      { key: { ...(payload['key'] as JsonObject), kid: 'mine' } },
      { recoveryKey: 'short' },
      { coSigners: 'mine' },
      { coSigners: Array.from({ length: 65 }, () => 'A'.repeat(43)) },
    ]
    for (const change of wrong) {
      const token = withPayload(JSON.stringify({ ...payload, ...change }))
      expect([change, problemOf(() => decodeRecoveryRequest(token))]).toEqual([
        change,
        expect.objectContaining({ code: 'recovery_malformed' }),
      ])
    }
    for (const name of Object.keys(payload)) {
      const { [name]: _, ...rest } = payload
      expect(
        problemOf(() => decodeRecoveryRequest(withPayload(JSON.stringify(rest)))),
      ).toMatchObject({
        code: 'recovery_malformed',
        place: `/${name}`,
      })
    }
  })

  test('reads or refuses with a code whatever it is given', () => {
    const payload = JSON.stringify(payloadOf(request))
    const edit = fc.tuple(fc.nat(payload.length), fc.nat(6), fc.string({ maxLength: 6 }))
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
        let changed = payload
        for (const [at, remove, put] of edits) {
          changed = changed.slice(0, at) + put + changed.slice(at + remove)
        }
        return changed
      }),
    )
    fc.assert(
      fc.property(text, (input) => {
        for (const token of [input, withPayload(input)]) {
          const error = problemOf(() => decodeRecoveryRequest(token))
          expect(error === undefined || CodedError.is(error)).toBe(true)
        }
      }),
      { numRuns },
    )
  })

  test.each([undefined, null, 7, {}, []])('refuses %j, which is no token', (token) => {
    expect(problemOf(() => decodeRecoveryRequest(token as never))).toMatchObject({
      code: 'recovery_malformed',
    })
  })
})

describe('an error', () => {
  test('of recovery holds nothing of the patient', async () => {
    const canary = 'Zebedee-R-4711'
    const payload = payloadOf(request)
    const record = { system: canary, value: canary, [canary]: canary }
    const token = withPayload(JSON.stringify({ ...payload, record, [canary]: canary }))
    const submission = { request: token, approvals: [] }
    const attempts = [
      () => world.desk.open(submission),
      () => approveRecovery(token, { signer: world.patient, issuedAt: world.now }),
      () => objectToRecovery(token, { signer: world.patient, issuedAt: world.now, as: 'old_key' }),
      () => verifyRecoveryReceipt(token, { issuer: world.hospital.did, resolve, now: world.now }),
      () => world.desk.complete(canary),
      async () =>
        world
          .newDesk({ notify: () => Promise.reject(new Error(canary)) })
          .open(await world.submission('old_key')),
    ]
    for (const attempt of attempts) {
      const error = await attempt().catch((thrown: unknown) => thrown)
      expect(CodedError.is(error)).toBe(true)
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(canary)
    }
  })
})
