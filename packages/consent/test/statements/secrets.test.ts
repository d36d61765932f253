import { inspect } from 'node:util'
import { encodeUtf8 } from '@fidecura/base'
import {
  signWithdrawal,
  verifyStatement,
  verifyStatementSet,
  verifyWithdrawal,
} from '@fidecura/consent'
import { decodeJws, signJws } from '@fidecura/identity'
import { expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { consentOf, createWorld, noon, otherRecord } from './world.ts'

const canary = 'canary-4c1e'
const world = await createWorld()
const record = { system: `urn:${canary}`, value: canary }
const { verifier, registrar, words } = world
const evidence = await world.identify(world.patient, record, { name: canary })
const options = { verifier, evidence }
const token = await consentOf(world, {
  id: `urn:${canary}`,
  record,
  grantee: { did: registrar.did, name: canary },
})
const payload = JSON.parse(new TextDecoder().decode(decodeJws(token).payload))

const resign = (alter: (payload: Record<string, Record<string, unknown>>) => unknown) => {
  const members = structuredClone(payload)
  alter(members)
  return signJws(members, { signer: world.patient, typ: 'vc+jwt' })
}

test.each<[string, () => Promise<unknown>]>([
  ['an altered signature', () => verifyStatement(`${token.slice(0, -4)}AAAA`, options)],
  [
    'an unknown member',
    async () => verifyStatement(await resign((p) => Object.assign(p, { [canary]: 1 })), options),
  ],
  [
    'an unknown member of the subject',
    async () =>
      verifyStatement(
        await resign((p) => Object.assign(p['credentialSubject'] ?? {}, { [canary]: canary })),
        options,
      ),
  ],
  [
    'another text',
    async () =>
      verifyStatement(
        await resign((p) => Object.assign(p['credentialSubject'] ?? {}, { text: canary })),
        options,
      ),
  ],
  [
    'a source that is no FHIR',
    async () => {
      const source = {
        mediaType: 'application/fhir+json',
        bytes: Buffer.from(encodeUtf8(`{"resourceType":"${canary}","${canary}":{`)).toString(
          'base64url',
        ),
        references: { [canary]: canary },
      }
      return verifyStatement(
        await resign((p) => Object.assign(p['credentialSubject'] ?? {}, { source })),
        options,
      )
    },
  ],
  ['somebody else', () => verifyStatement(token, { ...options, evidence: world.identity })],
  [
    'an id used twice',
    async () => {
      await world.register.submit({ token, evidence })
      const other = await resign((p) => Object.assign(p, { iat: noon - 1 }))
      return world.register.submit({ token: other, evidence })
    },
  ],
  [
    'a set that lacks one',
    async () => {
      await world.register.submit({ token, evidence })
      const { word } = await world.register.attest(record)
      const set = { word, statements: [] }
      return verifyStatementSet(set, {
        register: trusting(registrar),
        verifier,
        words,
      })
    },
  ],
  [
    'a withdrawal for another record',
    async () => {
      const statement = { issuer: world.patient.did, id: `urn:${canary}` }
      const content = { statement, record: otherRecord, issuedAt: noon }
      const withdrawal = await signWithdrawal(content, { signer: world.patient })
      return verifyWithdrawal(withdrawal, options)
    },
  ],
])('an error about %s holds nothing of the patient', async (_, attempt) => {
  const error = await attempt().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ code: expect.any(String) })
  const said = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  expect(said).not.toContain(canary)
  expect(said).not.toContain(world.patient.did)
  expect(said).not.toContain(token.slice(0, 40))
})
