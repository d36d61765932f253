import { describe, expect, test } from '@jest/globals'
import {
  type CredentialContents,
  createPresentation,
  credentialTypes,
  issueCredential,
  type RepresentationTerms,
} from '../../src/index.ts'
import {
  after,
  audience,
  present as bind,
  createWorld,
  entryIn,
  forge,
  hour,
  join,
  license,
  nonce,
  noon,
  type Party,
  patientIdentity,
  payloadOf,
  practitionerLicence,
  setStatus,
  verifierOf,
} from './world.ts'

const { guardianship, proxyMandate, healthAssessment } = credentialTypes
const record = { system: 'https://hospital.example/records', value: 'R-1' }
const otherRecord = { ...record, value: 'R-2' }
const period = { validFrom: after(-hour), validUntil: after(hour), issuedAt: after(-hour) }
const asked = { audience, nonce }

type Some = Partial<CredentialContents>

function issue(issuer: Party, type: string, subject: Party, claims: object, more: Some = {}) {
  const contents = { ...period, type, subject: subject.did, claims: claims as never }
  const status = entryIn(issuer, 5)
  return issueCredential(
    { holderKey: subject.signer.publicKey, ...contents, status, ...more },
    { signer: issuer.signer, format: 'vc+jwt' },
  )
}

async function family() {
  const world = createWorld()
  const [hospital, ward, guardian] = [await join(world), await join(world), await join(world)]
  const stranger = await join(world)
  const types = [patientIdentity, guardianship, healthAssessment, practitionerLicence]
  const roots = [{ did: hospital.did, types }]
  const verifier = verifierOf(world, { roots })
  const identity = await issue(hospital, patientIdentity, ward, { record, method: 'in_person' })
  const guards = (claims: object = {}, more: Some = {}, subject = guardian) =>
    issue(hospital, guardianship, subject, { ...court, ...claims }, more)
  const gives = (claims: object = {}, more: Some = {}, giver = ward) =>
    issue(giver, proxyMandate, guardian, { ...mandate, ...claims }, more)
  return { world, hospital, ward, guardian, stranger, verifier, roots, identity, guards, gives }
}

const court = { ward: record, basis: 'court', powers: ['withdraw'] }
const mandate = { patient: record, powers: ['view', 'withdraw'], purposes: ['TREAT'], data: '*' }

type Family = Awaited<ReturnType<typeof family>>

function show(
  by: Party,
  own: readonly string[],
  represented: readonly string[],
  used = nonce,
): Promise<string> {
  const options = { signer: by.signer, audience, nonce: used, issuedAt: noon }
  const format = 'vp+jwt' as const
  return createPresentation(own, { ...options, format, disclose: 'all', represented })
}

const withdrawing: { representation: RepresentationTerms } = {
  representation: { power: 'withdraw' },
}

describe('verifyPresentation, given credentials of a patient for whom somebody acts,', () => {
  test('says who represents whom, and keeps the two apart', async () => {
    const here = await family()
    const { verifier, ward, guardian, identity } = here
    const presented = await show(guardian, [await here.guards()], [identity])
    const verified = await verifier.verifyPresentation(presented, { ...asked, ...withdrawing })
    expect(verified).toMatchObject({
      holder: guardian.did,
      holderKey: guardian.signer.publicKey,
      representation: {
        representative: guardian.did,
        patient: ward.did,
        record,
        power: 'withdraw',
      },
    })
    const { representation, credentials } = verified
    expect(credentials.map(({ types }) => types)).toEqual([[guardianship]])
    expect(representation?.mandate).toBe(credentials[0])
    expect(representation?.credentials.map(({ subject }) => subject)).toEqual([ward.did])
    expect(Object.isFrozen(representation)).toBe(true)
  })

  test('takes the mandate of a patient by the identity beside it', async () => {
    const here = await family()
    const { verifier, ward, guardian, identity } = here
    const presented = await show(guardian, [await here.gives()], [identity])
    const { representation } = await verifier.verifyPresentation(presented, {
      ...asked,
      representation: { power: 'view' },
    })
    expect(representation).toMatchObject({ patient: ward.did, power: 'view' })
    expect(representation?.mandate.issuer).toBe(ward.did)
    // Which is for this presentation alone: the patient has become no root.
    await expect(verifier.verifyCredential(await here.gives())).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })

  test('takes the word on its status of whoever issued that identity, if the mandate names them', async () => {
    const here = await family()
    const { world, verifier, hospital, stranger, guardian, identity } = here
    const look = async (named: Party | undefined, keeper: Party, used: string) => {
      const claims = named === undefined ? {} : { statusAuthority: named.did }
      const given = await here.gives(claims, { status: entryIn(keeper, 6) })
      const presented = await show(guardian, [given], [identity], used)
      return verifier.verifyPresentation(presented, { audience, nonce: used, ...withdrawing })
    }
    const { representation } = await look(hospital, hospital, 'nonce-of-another-request-1')
    expect(representation).toBeDefined()
    const untrusted = { code: 'status_list_untrusted' }
    const unnamed = look(undefined, hospital, 'nonce-of-another-request-2')
    await expect(unnamed).rejects.toMatchObject(untrusted)
    const foreign = look(stranger, stranger, 'nonce-of-another-request-3')
    await expect(foreign).rejects.toMatchObject(untrusted)
    setStatus(world, hospital.list, { index: 6, value: 'revoked' })
    world.now = after(61)
    const ended = look(hospital, hospital, 'nonce-of-another-request-4')
    await expect(ended).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('leaves what the caller says of that patient as it is', async () => {
    const here = await family()
    const { world, ward, guardian, identity } = here
    const roots = [...here.roots, { did: ward.did, types: ['urn:example:other'] }]
    const presented = await show(guardian, [await here.gives()], [identity])
    await expect(
      verifierOf(world, { roots }).verifyPresentation(presented, { ...asked, ...withdrawing }),
    ).rejects.toMatchObject({ code: 'authority_type_not_granted' })
  })

  test('takes it in a bundle, whose mandate has the binding', async () => {
    const here = await family()
    const { hospital, guardian, verifier, identity } = here
    const sdJwt = await issueCredential(
      {
        ...period,
        type: guardianship,
        subject: guardian.did,
        holderKey: guardian.signer.publicKey,
        claims: { ...court, basis: 'court' },
        status: entryIn(hospital, 5),
      },
      { signer: hospital.signer, format: 'dc+sd-jwt' },
    )
    const credentials = [await bind(guardian, sdJwt), identity]
    await expect(verifier.verifyPresentation({ credentials }, asked)).rejects.toMatchObject({
      code: 'presentation_holders_differ',
    })
    const call = verifier.verifyPresentation({ credentials }, { ...asked, ...withdrawing })
    await expect(call).resolves.toMatchObject({ representation: { power: 'withdraw' } })
    const unbound = { credentials: [sdJwt, identity] }
    await expect(
      verifier.verifyPresentation(unbound, { ...asked, ...withdrawing }),
    ).rejects.toMatchObject({ code: 'holder_binding_missing' })
  })

  test('finds nobody represented where somebody shows only what is their own', async () => {
    const here = await family()
    const presented = await show(here.guardian, [await here.guards()], [])
    const verified = await here.verifier.verifyPresentation(presented, {
      ...asked,
      ...withdrawing,
    })
    expect(verified.representation).toBeUndefined()
  })

  const rows: readonly (readonly [
    string,
    string,
    (here: Family) => Promise<readonly [string, RepresentationTerms?]>,
  ])[] = [
    [
      'callers that do not allow it',
      'holder_key_mismatch',
      async (here) => [await show(here.guardian, [await here.guards()], [here.identity])],
    ],
    [
      'a power that is not named',
      'representation_refused',
      async (here) => [
        await show(here.guardian, [await here.guards()], [here.identity]),
        { power: 'recover' },
      ],
    ],
    [
      'a record that is another',
      'holder_key_mismatch',
      async (here) => [
        await show(here.guardian, [await here.guards({ ward: otherRecord })], [here.identity]),
        withdrawing.representation,
      ],
    ],
    [
      'a record of another register',
      'holder_key_mismatch',
      async (here) => [
        await show(
          here.guardian,
          [await here.guards({ ward: { ...record, system: 'https://x.example' } })],
          [here.identity],
        ),
        withdrawing.representation,
      ],
    ],
    [
      'the guardianship of somebody else',
      'representation_refused',
      async (here) => [
        await show(
          here.guardian,
          [await grants(here)],
          [await here.guards({}, {}, here.stranger), here.identity],
        ),
        withdrawing.representation,
      ],
    ],
    [
      'a guardianship that names another DID, bound to the presenter',
      'representation_refused',
      async (here) => {
        const { publicKey: holderKey } = here.guardian.signer
        const bound = await here.guards({}, { holderKey }, here.stranger)
        return [await show(here.guardian, [bound], [here.identity]), withdrawing.representation]
      },
    ],
    [
      'two guardianships',
      'holder_key_mismatch',
      async (here) => [
        await show(here.guardian, [await here.guards(), await here.guards()], [here.identity]),
        withdrawing.representation,
      ],
    ],
    [
      'identities of two patients under one record',
      'representation_refused',
      async (here) => {
        const { hospital, stranger, identity } = here
        const second = await issue(hospital, patientIdentity, stranger, {
          record,
          method: 'register',
        })
        return [
          await show(here.guardian, [await here.guards()], [identity, second]),
          withdrawing.representation,
        ]
      },
    ],
    [
      'what no guardian can hold for another',
      'holder_key_mismatch',
      async (here) => {
        const licence = await license(here.hospital, here.ward)
        return [
          await show(here.guardian, [await here.guards()], [here.identity, licence]),
          withdrawing.representation,
        ]
      },
    ],
    [
      'what the patient bound for another request',
      'representation_refused',
      async (here) => {
        const { hospital, ward, guardian } = here
        const claims = { record, method: 'in_person' }
        const sdJwt = await issueCredential(
          {
            ...period,
            type: patientIdentity,
            subject: ward.did,
            holderKey: ward.signer.publicKey,
            claims,
            status: entryIn(hospital, 5),
          },
          { signer: hospital.signer, format: 'dc+sd-jwt' },
        )
        const made = await show(guardian, [await here.guards()], [sdJwt])
        const payload = JSON.stringify(payloadOf(made))
        const bound = await bind(ward, sdJwt, { nonce: 'another' })
        const presented = await forge(
          guardian.signer,
          JSON.parse(payload.replace(`,${sdJwt}"`, `,${bound}"`)),
          { typ: 'vp+jwt' },
        )
        return [presented, withdrawing.representation]
      },
    ],
    [
      'a guardianship that has expired',
      'credential_expired',
      async (here) => [
        await show(here.guardian, [await here.guards({}, { validUntil: noon })], [here.identity]),
        withdrawing.representation,
      ],
    ],
    [
      'a guardianship that was revoked',
      'status_revoked',
      async (here) => {
        setStatus(here.world, here.hospital.list, { index: 6, value: 'revoked' })
        const status = entryIn(here.hospital, 6)
        return [
          await show(here.guardian, [await here.guards({}, { status })], [here.identity]),
          withdrawing.representation,
        ]
      },
    ],
    [
      'a guardianship by anybody',
      'credential_issuer_untrusted',
      async (here) => {
        const own = await issue(here.stranger, guardianship, here.guardian, court)
        return [await show(here.guardian, [own], [here.identity]), withdrawing.representation]
      },
    ],
    [
      'an identity by anybody',
      'credential_issuer_untrusted',
      async (here) => {
        const claims = { record, method: 'in_person' }
        const made = await issue(here.stranger, patientIdentity, here.ward, claims)
        return [
          await show(here.guardian, [await here.guards()], [made]),
          withdrawing.representation,
        ]
      },
    ],
    [
      'a mandate by somebody else than the patient',
      'representation_refused',
      async (here) => [
        await show(here.guardian, [await here.gives({}, {}, here.stranger)], [here.identity]),
        withdrawing.representation,
      ],
    ],
    [
      'a mandate by the proxy',
      'representation_refused',
      async (here) => [
        await show(here.guardian, [await here.gives({}, {}, here.guardian)], [here.identity]),
        withdrawing.representation,
      ],
    ],
    [
      'a mandate of the patient without the identity',
      'credential_issuer_untrusted',
      async (here) => [
        await show(here.guardian, [await here.gives()], []),
        withdrawing.representation,
      ],
    ],
    [
      'a mandate beside an identity that was revoked',
      'status_revoked',
      async (here) => {
        setStatus(here.world, here.hospital.list, { index: 5, value: 'revoked' })
        return [
          await show(here.guardian, [await here.gives()], [here.identity]),
          withdrawing.representation,
        ]
      },
    ],
    [
      'a mandate beside an identity that the patient made',
      'credential_issuer_untrusted',
      async (here) => {
        const made = await issue(here.ward, patientIdentity, here.ward, {
          record,
          method: 'register',
        })
        return [await show(here.guardian, [await here.gives()], [made]), withdrawing.representation]
      },
    ],
    [
      'a mandate that the patient revoked',
      'status_revoked',
      async (here) => {
        setStatus(here.world, here.ward.list, { index: 5, value: 'revoked' })
        return [
          await show(here.guardian, [await here.gives()], [here.identity]),
          withdrawing.representation,
        ]
      },
    ],
  ]

  test.each(rows)('refuses %s', async (_, code, forge) => {
    const here = await family()
    const [presented, representation] = await forge(here)
    const call = { ...asked, ...(representation === undefined ? {} : { representation }) }
    await expect(here.verifier.verifyPresentation(presented, call)).rejects.toMatchObject({ code })
  })

  test('uses no nonce up for a power that is refused', async () => {
    const here = await family()
    const presented = await show(here.guardian, [await here.guards()], [here.identity])
    const recovering = { ...asked, representation: { power: 'recover' as const } }
    await expect(here.verifier.verifyPresentation(presented, recovering)).rejects.toMatchObject({
      code: 'representation_refused',
    })
    const call = here.verifier.verifyPresentation(presented, { ...asked, ...withdrawing })
    await expect(call).resolves.toBeDefined()
  })
})

/** Something of the guardian's own that says nothing about a patient. */
function grants({ hospital, guardian }: Family): Promise<string> {
  return issue(hospital, patientIdentity, guardian, { record: otherRecord, method: 'register' })
}
