import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  createDidDocument,
  generateSigner,
  parseDid,
  parseDidDocument,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import {
  type BundleMark,
  type BundleState,
  createMemoryAccreditationSource,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  issueTrustBundle,
  openTrustBundle,
  type StatusChange,
  type TrustBundleContent,
} from '../../src/index.ts'

const noon = epochSeconds(1_795_000_000)
const after = (seconds: number) => epochSeconds(noon + seconds)
const did = parseDid('did:web:hospital.example')
const list = 'https://hospital.example/status/1'
const badge = 'urn:example:credential:badge:1'
const hospital: Signer = await generateSigner({ did, fragment: 'k1' })
const ministry: Signer = await generateSigner()
const token = await issueCredential(
  {
    type: badge,
    subject: 'did:example:somebody',
    claims: { grade: 'attending' },
    issuedAt: after(-1000),
    validFrom: after(-1000),
    validUntil: after(10_000_000),
    status: { kind: 'bitstring', list, index: 7, purpose: 'revocation' },
  },
  { signer: hospital, format: 'vc+jwt' },
)

/** What somebody with a network collects at noon. */
async function collect(
  changes: readonly StatusChange[] = [],
  more: Partial<Pick<TrustBundleContent, 'lists' | 'chain'>> = {},
): Promise<string> {
  const common = { url: list, issuedAt: after(-10) }
  const shape = { format: 'bitstring', purpose: 'revocation', size: 131_072 } as const
  const validUntil = after(86_400)
  const published = { ...shape, ...common, validUntil, entries: changes }
  const kept = { url: list, fetchedAt: noon }
  const keys = [{ fragment: 'k1', jwk: hospital.publicKey }]
  const document = parseDidDocument(createDidDocument({ did, keys }), did)
  return issueTrustBundle(
    {
      sequence: 1,
      issuedAt: noon,
      documents: [{ did, document, resolvedAt: noon, history: 'unknown' }],
      lists: [
        { ...kept, token: await issueStatusList(published, { signer: hospital }) },
        ...(more.lists ?? []),
      ],
      chain: more.chain ?? [],
      histories: [
        { ...kept, token: await issueStatusHistory({ ...common, changes }, { signer: hospital }) },
      ],
    },
    { signer: ministry },
  )
}

function newState(): BundleState {
  const marks = new Map<string, BundleMark>()
  return {
    load: async (series: string) => marks.get(series),
    advance: async (series: string, mark: BundleMark) => marks.set(series, mark) !== undefined,
  }
}

async function verifierAt(now: EpochSeconds, purpose: 'live' | 'archive', bundle: string) {
  const state = newState()
  const opened = await openTrustBundle(bundle, { signer: ministry.did, state, now, purpose })
  return createVerifier({ ...opened, roots: [{ did, types: [badge] }], clock: () => now })
}

describe('a verifier with nothing but a trust bundle', () => {
  test('finds in it the chain that nobody brought along', async () => {
    const now = after(55)
    const [root, below] = [await generateSigner(), hospital]
    const types = [badge, credentialTypes.issuingAccreditation]
    const published = {
      format: 'token',
      url: 'https://root.example/status/1',
      size: 131_072,
      issuedAt: after(-10),
      validUntil: after(86_400),
      entries: [],
    } as const
    const { url } = published
    const accreditation = await issueCredential(
      {
        type: credentialTypes.issuingAccreditation,
        subject: below.did,
        claims: {
          name: 'Example',
          types: [badge],
          depth: 0,
          keys: [await thumbprintOf(below.publicKey)],
        },
        issuedAt: after(-1000),
        validFrom: after(-1000),
        validUntil: after(1_000_000),
        status: { kind: 'token', list: url, index: 7 },
      },
      { signer: root, format: 'vc+jwt' },
    )
    const opened = await openTrustBundle(
      await collect([], {
        chain: [accreditation],
        lists: [
          { url, fetchedAt: noon, token: await issueStatusList(published, { signer: root }) },
        ],
      }),
      { signer: ministry.did, state: newState(), now, purpose: 'live' },
    )
    const offline = { ...opened, roots: [{ did: root.did, types }], clock: () => now }
    const accreditations = [createMemoryAccreditationSource(opened.chain)]
    const verified = await createVerifier({ ...offline, accreditations }).verifyCredential(token)
    expect(verified.chain.map(({ subject }) => subject)).toEqual([below.did])
    // Only where it is asked to look for it.
    await expect(createVerifier(offline).verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })

  test('verifies while the bundle is fresh', async () => {
    const verifier = await verifierAt(after(55), 'live', await collect())
    await expect(verifier.verifyCredential(token)).resolves.toMatchObject({ issuer: did })
    const late = await verifierAt(after(56), 'live', await collect())
    await expect(late.verifyCredential(token)).rejects.toMatchObject({
      code: 'status_list_stale',
      outcome: 'unknown',
    })
  })

  test('refuses what the bundle says is revoked', async () => {
    const revoked = { index: 7, value: 'revoked', at: after(-20) } as const
    const verifier = await verifierAt(noon, 'live', await collect([revoked]))
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('looks back years later, in a way that no gate accepts', async () => {
    const later = after(8_000_000)
    const verifier = await verifierAt(later, 'archive', await collect())
    const past = await verifier.verifyCredentialAsOf(token, { at: after(-5) })
    expect(past).toMatchObject({ issuer: did, asKnownAt: noon })
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({
      code: 'credential_historic',
    })
  })
})
