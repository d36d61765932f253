import { inspect } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import {
  assertHistoricCredential,
  assertVerifiedCredential,
  assertVerifiedPresentation,
  CredentialError,
  credentialChecks,
  type HistoricCredential,
  presentationChecks,
  type VerifiedCredential,
} from '../../src/index.ts'
import { CheckSheet } from '../../src/report.ts'
import { mintHistoric, mintPresentation, mintVerified } from '../../src/verified.ts'
import {
  after,
  audience,
  badge,
  createWorld,
  entryIn,
  issueBadge,
  join,
  license,
  nonce,
  practitionerLicence,
  present,
  verifierOf,
} from './world.ts'

async function issued() {
  const world = createWorld()
  const [issuer, doctor] = [await join(world), await join(world)]
  const roots = [{ did: issuer.did, types: [badge, practitionerLicence] }]
  const verifier = verifierOf(world, { roots })
  const token = await issueBadge(issuer, { status: entryIn(issuer, 3) })
  const presented = await present(doctor, await license(issuer, doctor))
  return { verifier, token, presented }
}

describe('assertVerifiedCredential', () => {
  test('takes what verifyCredential returned, and nothing that looks the same', async () => {
    const { verifier, token } = await issued()
    const verified = await verifier.verifyCredential(token)
    expect(() => assertVerifiedCredential(verified)).not.toThrow()
    const copies = [
      structuredClone(verified),
      { ...verified },
      JSON.parse(JSON.stringify(verified)),
    ]
    for (const copy of [...copies, Object.create(verified), undefined, null, 'x']) {
      expect(() => assertVerifiedCredential(copy)).toThrow(
        expect.objectContaining({ code: 'credential_not_verified' }),
      )
    }
  })

  test('refuses what held in the past, with a code of its own', async () => {
    const { verifier, token } = await issued()
    const historic = await verifier.verifyCredentialAsOf(token, { at: after(-60) })
    expect(() => assertHistoricCredential(historic)).not.toThrow()
    expect(() => assertVerifiedCredential(historic)).toThrow(
      expect.objectContaining({ code: 'credential_historic' }),
    )
    const live = await verifier.verifyCredential(token)
    expect(() => assertHistoricCredential(live)).toThrow(
      expect.objectContaining({ code: 'credential_not_verified' }),
    )
    // @ts-expect-error - a gate that asks for the present does not compile with the past
    const gate: VerifiedCredential = historic
    const archive: HistoricCredential = historic
    expect(gate).toBe(archive)
  })

  test('refuses a credential that was only checked', async () => {
    const { verifier, token } = await issued()
    const { credential } = await verifier.checkCredential(token)
    expect(() => assertVerifiedCredential(credential)).toThrow(
      expect.objectContaining({ code: 'credential_not_verified' }),
    )
  })
})

test('assertVerifiedPresentation takes what verifyPresentation returned, and no copy', async () => {
  const { verifier, presented } = await issued()
  const verified = await verifier.verifyPresentation(presented, { audience, nonce })
  expect(() => assertVerifiedPresentation(verified)).not.toThrow()
  for (const credential of verified.credentials) {
    expect(() => assertVerifiedCredential(credential)).not.toThrow()
  }
  expect(() => assertVerifiedPresentation({ ...verified })).toThrow(
    expect.objectContaining({ code: 'credential_not_verified' }),
  )
})

describe('a brand', () => {
  const refusal = new CredentialError('status_revoked', 'Revoked')

  test.each(credentialChecks)('is not minted while the check %s is missing', (missing) => {
    for (const mint of [mintVerified, mintHistoric]) {
      const sheet = new CheckSheet(credentialChecks)
      for (const check of credentialChecks) if (check !== missing) sheet.pass(check)
      const call = () => mint(sheet, {} as never, {} as never)
      expect(sheet.verdict).toBe('unknown')
      expect(call).toThrow(expect.objectContaining({ code: 'check_not_made', outcome: 'unknown' }))
      sheet.pass(missing)
      expect(call).not.toThrow()
    }
  })

  test.each(presentationChecks)('is not minted while the check %s is missing', (missing) => {
    const sheet = new CheckSheet(presentationChecks)
    for (const check of presentationChecks) if (check !== missing) sheet.pass(check)
    const call = () => mintPresentation(sheet, {} as never)
    expect(call).toThrow(expect.objectContaining({ code: 'check_not_made' }))
    sheet.pass(missing)
    expect(call).not.toThrow()
  })

  test('is not minted when a check was refused, even if it was also passed', () => {
    const sheet = new CheckSheet(credentialChecks)
    for (const check of credentialChecks) sheet.pass(check)
    sheet.refuse('status', refusal)
    expect(() => mintVerified(sheet, {} as never, {} as never)).toThrow(
      expect.objectContaining({ code: 'status_revoked' }),
    )
  })
})

describe('a verdict', () => {
  const unknown = new CredentialError('status_unreachable', 'Away', { outcome: 'unknown' })
  const failed = new CredentialError('credential_expired', 'Over')

  test('is failed if one check failed, whatever else is unknown', () => {
    const sheet = new CheckSheet(credentialChecks)
    sheet.refuse('status', unknown)
    expect(sheet.verdict).toBe('unknown')
    sheet.refuse('period', failed)
    expect(sheet.verdict).toBe('failed')
    expect(sheet.rejection()).toMatchObject({ code: 'credential_expired', outcome: 'failed' })
  })

  test('lets faults of the program through', () => {
    const sheet = new CheckSheet(credentialChecks)
    expect(() => sheet.refuse('status', new TypeError('bug'))).toThrow('bug')
  })
})

test('nothing about the token is in an error', async () => {
  const { verifier, token } = await issued()
  const error = await verifier
    .verifyCredential(token, { types: ['urn:other'] })
    .catch((reason) => reason)
  const text = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
  for (const secret of ['attending', 'somebody', token.slice(0, 40)]) {
    expect(text).not.toContain(secret)
  }
})
