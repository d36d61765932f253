import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  createIssuer,
  createIssuerStatusSource,
  createMemoryIssuedStore,
  createVerifier,
  credentialTypes,
  type Issuer,
} from '@fidecura/credentials'
import { resolveDidKey } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { contentsOf, holder, noon, issuer as signer } from './samples.ts'

const listUrl = 'https://hospital.example/status/1'
const { status: _, issuedAt: __, ...contents } = contentsOf(credentialTypes.patientIdentity)
const format = Object.freeze({ format: 'vc+jwt' } as const)

let now: EpochSeconds
let hospital: Issuer
beforeEach(() => {
  now = noon
  hospital = createIssuer({
    signer,
    store: createMemoryIssuedStore(),
    clock: () => now,
    listUrl,
    revocation: 'by_issuer_key',
  })
})

function verifierOf(issuers: readonly Issuer[]) {
  return createVerifier({
    roots: [{ did: signer.did, types: [credentialTypes.patientIdentity] }],
    resolve: resolveDidKey,
    clock: () => now,
    status: createIssuerStatusSource(issuers),
  })
}

describe('createIssuerStatusSource', () => {
  test('tells a verifier what holds now, and 60 seconds later that it does not', async () => {
    const { id, token } = await hospital.issue(contents, format)
    const verifier = verifierOf([hospital])
    expect((await verifier.verifyCredential(token)).subject).toBe(holder.did)
    await hospital.suspend(id)
    now = epochSeconds(noon + 61)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_suspended',
    })
    await hospital.reinstate(id)
    now = epochSeconds(noon + 122)
    expect((await verifier.verifyCredential(token)).statusAsOf).toBe(now)
  })

  test('tells the past from the history', async () => {
    const { id, token } = await hospital.issue(contents, format)
    now = epochSeconds(noon + 10)
    await hospital.revoke(id)
    now = epochSeconds(noon + 20)
    const verifier = verifierOf([hospital])
    const report = await verifier.checkCredentialAsOf(token, { at: epochSeconds(noon + 5) })
    // Nobody has proven when it was issued, so what was revoked since is unknown and not good.
    expect(report.checks.find(({ check }) => check === 'status')).toMatchObject({
      outcome: 'unknown',
      code: 'signing_time_unproven',
    })
    const since = await verifier.checkCredentialAsOf(token, { at: epochSeconds(noon + 15) })
    expect(since.checks.find(({ check }) => check === 'status')).toMatchObject({
      outcome: 'failed',
      code: 'status_revoked',
    })
  })

  test('answers for each of several issuers by the list that is asked for', async () => {
    const other = createIssuer({
      signer: holder,
      store: createMemoryIssuedStore(),
      clock: () => now,
      listUrl: `${listUrl}/other`,
    })
    const source = createIssuerStatusSource([hospital, other])
    for (const [issuer, { did }] of [
      [hospital, signer],
      [other, holder],
    ] as const) {
      const { token, fetchedAt } = await source.list(issuer.listUrl, { now, maxAgeSeconds: 60 })
      const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      expect(payload).toMatchObject({ iss: did, sub: issuer.listUrl, iat: now })
      expect(fetchedAt).toBe(now)
    }
  })

  test('knows nothing of the lists of others, which is not good', async () => {
    const { token } = await hospital.issue(contents, format)
    await expect(verifierOf([]).verifyCredential(token)).rejects.toMatchObject({
      code: 'status_unreachable',
      outcome: 'unknown',
    })
    const source = createIssuerStatusSource([hospital])
    await expect(
      source.history?.('https://other.example/status', { now, maxAgeSeconds: 60 }),
    ).rejects.toMatchObject({ code: 'status_history_unavailable', outcome: 'unknown' })
  })
})

describe('createIssuer', () => {
  test('says where its list is, and cannot be changed', () => {
    expect(hospital.listUrl).toBe(listUrl)
    expect(Object.isFrozen(hospital)).toBe(true)
  })

  test('issues nothing by a clock that gives fractions of a second', async () => {
    now = epochSeconds(noon + 0.5)
    await expect(hospital.issue(contents, format)).rejects.toMatchObject({
      code: 'instant_malformed',
      place: 'issuedAt',
    })
    await expect(hospital.publish()).rejects.toMatchObject({ code: 'instant_malformed' })
  })
})
