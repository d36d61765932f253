import { deepFreeze } from '@fidecura/base'
import type { Terms } from '@fidecura/consent'
import {
  type ConsentRequestContent,
  type RequesterEvidence,
  signConsentRequest,
  type VerifiedConsentRequest,
  type VerifyConsentRequestOptions,
  verifyConsentRequest,
} from '@fidecura/consent/request'
import { credentialTypes, type Verifier } from '@fidecura/credentials'
import {
  createDidDocument,
  type Did,
  digestOf,
  generateSigner,
  type PublicJwk,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { after, day, issue, noon, organisation, record, type World } from '../statements/world.ts'

export const platformDid = parseDid('did:web:study.example')
export const platformOrigin = 'https://study.example'
export const notice = new TextEncoder().encode('What we do with your data.')

/** A study that asks: at a domain, accredited under the key that it signs with. */
export interface Platform {
  readonly signer: Signer
  readonly evidence: RequesterEvidence
  /** Finds the study, and everybody whom the world finds. */
  readonly verifier: Verifier
}

export async function createPlatform(world: World, name = 'Example Study'): Promise<Platform> {
  const signer = await generateSigner({ did: platformDid, fragment: 'k1' })
  return {
    signer,
    evidence: { accreditation: await accredit(world, signer, name) },
    verifier: verifierWith(world, signer.publicKey),
  }
}

/** @param keys - Thumbprints of the only keys to sign with. Default: that of the signer. */
export async function accredit(
  world: World,
  signer: Signer,
  name: string,
  keys?: readonly string[],
): Promise<string> {
  const pinned = keys ?? [await thumbprintOf(signer.publicKey)]
  return issue(world.hospital, credentialTypes.issuingAccreditation, {
    subject: signer,
    index: 9,
    claims: { name, types: [], depth: 0, ...(pinned.length === 0 ? {} : { keys: pinned }) },
    holderKey: undefined,
  })
}

/** Judges as the world does, and finds this key at the domain of the study. */
export function verifierWith(world: World, jwk: PublicJwk, at: Did = platformDid): Verifier {
  const keys = [{ fragment: 'k1', jwk }]
  const document = parseDidDocument(createDidDocument({ did: at, keys }), at)
  const resolve: ResolveDid = async (did, instants) =>
    did === at
      ? { did, document, history: 'unknown', resolvedAt: instants.now }
      : world.resolve(did, instants)
  return { ...world.verifier, resolve }
}

/** May read laboratory results and notes, for treatment and research. */
export const askedTerms: Terms = deepFreeze({
  version: 'urn:fidecura:terms:1',
  rule: {
    effect: 'permit',
    conditions: { actions: ['access', 'use'], purposes: ['TREAT', 'HRESCH'] },
    children: [],
  },
})

async function requestContent(
  world: World,
  more: Partial<ConsentRequestContent> = {},
): Promise<ConsentRequestContent> {
  return deepFreeze({
    id: 'urn:uuid:8f0f1b6e-0000-4000-8000-000000000001',
    audience: { did: world.patient.did },
    grantee: platformDid,
    controller: organisation,
    register: world.registrar.did,
    terms: askedTerms,
    validFrom: noon,
    validUntil: after(90 * day),
    notice: { url: `${platformOrigin}/notice`, digest: await digestOf(notice) },
    words: 'Thank you for helping us.',
    issuedAt: noon,
    expiresAt: after(7 * day),
    ...more,
  })
}

export async function requestOf(
  world: World,
  { signer }: Pick<Platform, 'signer'>,
  more: Partial<ConsentRequestContent> = {},
): Promise<string> {
  return signConsentRequest(await requestContent(world, more), { signer })
}

function openingOf(
  world: World,
  { evidence, verifier }: Pick<Platform, 'evidence' | 'verifier'>,
): VerifyConsentRequestOptions {
  const controller = { did: organisation, name: 'Example Hospital', domain: 'hospital.example' }
  return deepFreeze({
    verifier,
    evidence,
    dids: [world.patient.did],
    origin: platformOrigin,
    custodians: [{ ...controller, register: world.registrar.did, record }],
  })
}

export function verify(
  world: World,
  platform: Pick<Platform, 'evidence' | 'verifier'>,
  token: string,
  more: Partial<VerifyConsentRequestOptions> = {},
): Promise<VerifiedConsentRequest> {
  return verifyConsentRequest(token, { ...openingOf(world, platform), ...more })
}
