import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  type AccreditationSource,
  createMemoryAccreditationSource,
  credentialTypes,
  issueCredential,
} from '../../src/index.ts'
import { healthClaims } from '../samples.ts'
import { grade, type Office, office, period, present, signedAnew, terms } from './signed-world.ts'
import {
  accredit,
  after,
  badge,
  present as bind,
  entryIn,
  issuingAccreditation,
  join,
  license,
  noon,
  type Party,
  verifierOf,
} from './world.ts'

const { guardianship, healthAssessment, patientIdentity, proxyMandate } = credentialTypes

/** A verifier that writes down whom it has asked, and a department whose chain nobody has brought. */
async function listening() {
  const here = await office({ host: 'doctor.example' })
  const department = await join(here.world)
  const asked: string[] = []
  const chain = [await accredit(here.authority, department, { types: [badge] })]
  const known = createMemoryAccreditationSource(chain)
  const directory: AccreditationSource = {
    find: async (search) => {
      asked.push(search.issuer)
      return known.find(search)
    },
  }
  const verifier = verifierOf(here.world, {
    roots: here.roots,
    accreditations: [directory],
    resolve: (did, asking) => {
      asked.push(did)
      return here.world.resolve(did, asking)
    },
    status: {
      ...here.world.status,
      list: async (url, asking) => {
        asked.push(url)
        return here.world.status.list(url, asking)
      },
    },
  })
  const below = await grade(department, here.doctor, here.doctor.signer)
  const loose = await grade(department, here.doctor)
  return { ...here, department, asked, verifier, below, loose }
}

/** What no wallet of ours would sign: whatever is to lie in it, signed by the doctor. */
async function enclosing(here: Office, tokens: readonly string[], format = 'vc+jwt') {
  const verifiableCredential = tokens.map((token) => ({
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `data:application/${format},${token}`,
    type: 'EnvelopedVerifiableCredential',
  }))
  return signedAnew(await present(here, [here.bound]), here.doctor.signer, { verifiableCredential })
}

const tellTale = (asked: string[]): AccreditationSource => ({
  find: async ({ issuer }) => {
    asked.push(issuer)
    return []
  },
})

type Listening = Awaited<ReturnType<typeof listening>>

describe('verifyPresentation asks nobody', () => {
  test('until everything was found that can be judged here', async () => {
    const here = await listening()
    const { verifier, asked, doctor, department, authority } = here
    await verifier.verifyPresentation(await present(here, [here.below]), terms)
    expect(asked[0]).toBe(doctor.did)
    expect(new Set(asked.slice(1))).toEqual(
      new Set([department.did, authority.did, authority.list, department.list]),
    )
  })

  const rows: readonly (readonly [string, string, (here: Listening) => Promise<string>])[] = [
    [
      'of another nonce',
      'presentation_nonce_wrong',
      (here) => present(here, [here.below], { nonce: 'of another request' }),
    ],
    [
      'for another audience',
      'presentation_audience_wrong',
      (here) => present(here, [here.below], { audience: 'https://else.example' }),
    ],
    [
      'of yesterday',
      'holder_binding_expired',
      (here) => present(here, [here.below], { issuedAt: after(-86_400) }),
    ],
    [
      'that has ended',
      'holder_binding_expired',
      async (here) =>
        signedAnew(await present(here, [here.below]), here.doctor.signer, { exp: noon - 1 }),
    ],
    [
      'of what is about somebody else',
      'presentation_holders_differ',
      async (here) => enclosing(here, [await grade(here.department, here.stranger)]),
    ],
    [
      'of what is bound to different keys',
      'holder_key_mismatch',
      async (here) =>
        enclosing(here, [
          here.below,
          await grade(here.department, here.stranger, here.stranger.signer),
        ]),
    ],
    [
      'of an SD-JWT that was bound for another audience',
      'presentation_audience_wrong',
      async (here) => {
        const bound = await bind(here.doctor, here.licence, { audience: 'https://else.example' })
        return enclosing(here, [bound], 'dc+sd-jwt')
      },
    ],
  ]
  test.each(rows)('about one %s', async (_, code, make) => {
    const here = await listening()
    const presented = await make(here)
    await expect(here.verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({ code })
    const report = await here.verifier.checkPresentation(presented, terms)
    expect(here.asked).toEqual([])
    expect(report.checks.map(({ check }) => check)).toEqual([
      'presentation',
      'key_binding',
      'same_holder',
      ...report.credentials.map(() => 'credentials'),
      'replay',
    ])
  })

  test('but the DID of the holder where somebody else has signed', async () => {
    const here = await listening()
    const { verifier, asked, doctor, stranger } = here
    const presented = await signedAnew(
      await present(here, [here.below]),
      { ...stranger.signer, keyId: doctor.signer.keyId },
      {},
    )
    await expect(verifier.verifyPresentation(presented, terms)).rejects.toMatchObject({
      code: 'holder_binding_invalid',
    })
    expect(asked).toEqual([doctor.did])
  })

  test('about a bundle for another audience, or of two holders', async () => {
    const here = await listening()
    const { verifier, asked, department, doctor, stranger } = here
    const theirs = await bind(stranger, await license(department, stranger))
    const mine = await license(department, doctor)
    const elsewhere = {
      credentials: [await bind(doctor, mine, { audience: 'https://else.example' })],
    }
    await expect(verifier.verifyPresentation(elsewhere, terms)).rejects.toMatchObject({
      code: 'presentation_audience_wrong',
    })
    const both = { credentials: [await bind(doctor, mine), theirs] }
    await expect(verifier.verifyPresentation(both, terms)).rejects.toMatchObject({
      code: 'presentation_holders_differ',
    })
    expect(asked).toEqual([])
  })

  test('and still says of each credential what can be seen', async () => {
    const here = await listening()
    const old = await issueCredential(
      {
        ...period,
        type: badge,
        subject: here.doctor.did,
        claims: { grade: 'x' },
        validUntil: after(-1),
        status: entryIn(here.department, 4),
      },
      { signer: here.department.signer, format: 'vc+jwt' },
    )
    const presented = await present(here, [here.loose, old], { audience: 'https://else.example' })
    const report = await here.verifier.checkPresentation(presented, terms)
    expect(report.credentials.map(({ verdict }) => verdict)).toEqual(['unknown', 'failed'])
    expect(report.checks.filter(({ check }) => check === 'credentials')).toEqual([
      { check: 'credentials', outcome: 'unknown', code: 'check_not_made', place: '/credentials/0' },
      {
        check: 'credentials',
        outcome: 'failed',
        code: 'credential_expired',
        place: '/credentials/1',
      },
    ])
    expect(report.verdict).toBe('failed')
  })
})

describe('a verifier tells no directory', () => {
  const types = [patientIdentity, guardianship, proxyMandate, healthAssessment] as const
  const issue = (issuer: Party, subject: Party, type: (typeof types)[number]) =>
    issueCredential(
      {
        ...period,
        type,
        subject: subject.did,
        holderKey: subject.signer.publicKey,
        claims: healthClaims[type] as JsonObject,
        status: entryIn(issuer, 6),
      },
      { signer: issuer.signer, format: 'vc+jwt' },
    )

  test.each(types.map((type) => [type.split(':').at(-2), type] as const))(
    'about a %s',
    async (_, type) => {
      const world = await listening()
      const { doctor: giver, stranger, asked } = world
      const roots = [{ did: world.authority.did, types: [type, issuingAccreditation] }]
      const directory = tellTale(asked)
      const verifier = verifierOf(world.world, { roots, accreditations: [directory] })
      const token = await issue(giver, stranger, type)
      await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
        code: 'credential_issuer_untrusted',
      })
      expect(asked).toEqual([])
    },
  )

  test('about a type that none of its roots vouches for', async () => {
    const here = await listening()
    const roots = [{ did: here.authority.did, types: ['urn:example:other', issuingAccreditation] }]
    const directory = tellTale(here.asked)
    const verifier = verifierOf(here.world, { roots, accreditations: [directory] })
    await expect(verifier.verifyCredential(here.loose)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
    expect(here.asked).toEqual([])
  })

  test('but looks at what it has itself', async () => {
    const { world, authority, department, stranger } = await listening()
    const roots = [{ did: authority.did, types: [patientIdentity, issuingAccreditation] }]
    const grants = {
      types: [patientIdentity],
      recordSystems: '*',
    }
    const known = createMemoryAccreditationSource([await accredit(authority, department, grants)])
    const token = await issue(department, stranger, patientIdentity)
    const verifier = verifierOf(world, { roots, accreditations: [known] })
    await expect(verifier.verifyCredential(token)).resolves.toMatchObject({
      types: [patientIdentity],
    })
    const { isLocal: _, ...remote } = known
    const other = verifierOf(world, { roots, accreditations: [remote] })
    await expect(other.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })
})
