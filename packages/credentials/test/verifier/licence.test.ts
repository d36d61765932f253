import { describe, expect, test } from '@jest/globals'
import {
  after,
  createWorld,
  employ,
  forge,
  join,
  licenceId,
  license,
  payloadOf,
  practitionerLicence,
  practitionerRole,
  roleClaims,
  setStatus,
  verifierOf,
} from './world.ts'

async function clinic() {
  const world = createWorld()
  const [authority, hospital, doctor] = [await join(world), await join(world), await join(world)]
  const roots = [
    { did: authority.did, types: [practitionerLicence] },
    { did: hospital.did, types: [practitionerRole] },
  ]
  const role = await employ(hospital, doctor, roleClaims(hospital, hospital, authority))
  return { world, authority, hospital, doctor, role, verifier: verifierOf(world, { roots }) }
}

describe('verifyCredential, of a role,', () => {
  test('accepts it with the licence that it names', async () => {
    const { authority, hospital, doctor, role, verifier } = await clinic()
    const verified = await verifier.verifyCredential(role, {
      licence: await license(authority, doctor),
      types: [practitionerRole],
    })
    expect(verified.roots).toEqual([hospital.did, authority.did])
  })

  test('refuses it without a licence', async () => {
    const { role, verifier } = await clinic()
    await expect(verifier.verifyCredential(role)).rejects.toMatchObject({ code: 'licence_missing' })
  })

  test('refuses the licence of A with the role of B', async () => {
    const { world, authority, role, verifier } = await clinic()
    const licence = await license(authority, await join(world))
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'licence_mismatch',
    })
  })

  test('refuses a licence of the same key for another subject', async () => {
    const { world, authority, doctor, role, verifier } = await clinic()
    const licence = await license(authority, doctor, { subject: (await join(world)).did })
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'licence_mismatch',
    })
  })

  test('refuses a licence of the same subject for another key', async () => {
    const { world, authority, doctor, role, verifier } = await clinic()
    const holderKey = (await join(world)).signer.publicKey
    const licence = await license(authority, doctor, { holderKey })
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'licence_mismatch',
    })
  })

  test('refuses another licence of the same doctor', async () => {
    const { authority, doctor, role, verifier } = await clinic()
    const licence = await license(authority, doctor, { id: `${licenceId}0` })
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'licence_mismatch',
    })
  })

  test('refuses a licence of that id by another issuer', async () => {
    const { world, hospital, authority, doctor, role } = await clinic()
    const impostor = await join(world)
    const verifier = verifierOf(world, {
      roots: [impostor, authority, hospital].map(({ did }) => ({
        did,
        types: [practitionerLicence, practitionerRole],
      })),
    })
    const licence = await license(impostor, doctor)
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'licence_mismatch',
    })
  })

  test('refuses a credential of another type under the id of the licence', async () => {
    const { world, authority, hospital, doctor, role } = await clinic()
    const verifier = verifierOf(world, {
      roots: [authority, hospital].map(({ did }) => ({ did, types: [practitionerRole] })),
    })
    const licence = await employ(authority, doctor, roleClaims(hospital, hospital, authority), {
      id: licenceId,
    })
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'licence_missing',
    })
  })

  test.each([
    ['suspended', 'status_suspended'],
    ['revoked', 'status_revoked'],
  ] as const)('falls with a licence that is %s', async (value, code) => {
    const { world, authority, doctor, role, verifier } = await clinic()
    const licence = await license(authority, doctor)
    setStatus(world, authority.list, { index: 1, value })
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code,
      place: '/licence',
    })
  })

  test('falls with a licence that has expired', async () => {
    const { authority, doctor, role, verifier } = await clinic()
    const licence = await license(authority, doctor, { validUntil: after(0) })
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'credential_expired',
      place: '/licence',
    })
  })

  test('refuses a licence that its issuer did not sign', async () => {
    const { world, authority, doctor, role, verifier } = await clinic()
    const [jwt = '', ...disclosures] = (await license(authority, doctor)).split('~')
    const { signer } = await join(world)
    const forged = await forge({ ...signer, keyId: authority.signer.keyId }, payloadOf(jwt), {
      typ: 'dc+sd-jwt',
    })
    const licence = [forged, ...disclosures].join('~')
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
      place: '/licence',
    })
  })

  test('refuses a licence by whom no root lets license', async () => {
    const { world, hospital, authority, doctor, role } = await clinic()
    const verifier = verifierOf(world, {
      roots: [{ did: hospital.did, types: [practitionerRole] }],
    })
    const licence = await license(authority, doctor)
    await expect(verifier.verifyCredential(role, { licence })).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
      place: '/licence',
    })
  })

  test('reports a licence that cannot be read', async () => {
    const { role, verifier } = await clinic()
    const report = await verifier.checkCredential(role, { licence: 'garbage' })
    expect(report.verdict).toBe('failed')
    expect(report.checks.find(({ outcome }) => outcome === 'failed')).toMatchObject({
      code: 'jws_malformed',
      place: '/licence',
    })
  })

  test('says how old the older of the two lists is', async () => {
    const { world, authority, doctor, role, verifier } = await clinic()
    const licence = await license(authority, doctor)
    await verifier.verifyCredential(licence)
    world.now = after(30)
    const verified = await verifier.verifyCredential(role, { licence })
    expect(verified.statusAsOf).toBe(after(0))
  })
})
