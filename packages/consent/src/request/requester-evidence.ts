import type { EpochSeconds } from '@fidecura/base'
import {
  credentialTypes,
  type NamedDid,
  parseIssuingAccreditationClaims,
  parsePractitionerRoleClaims,
  type VerifiedCredential,
  type Verifier,
} from '@fidecura/credentials'
import { type Did, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { assertCanonicalDid, domainOf } from '../canonical-did.ts'
import { ConsentError } from '../errors.ts'
import { isHolderKey } from '../patient-key.ts'
import type { RoleEvidence } from '../role-evidence.ts'
import type { Grantee } from '../statement-set.ts'
import { malformed } from '../token-shape.ts'

/** What shows who an organisation is: an accreditation in its name. */
export interface AccreditationEvidence {
  readonly accreditation: string
  /** Accreditations that lead from a root to its issuer, in any order. */
  readonly chain?: readonly string[]
}

/** What shows who asks: the role of a practitioner, or the accreditation of an organisation. */
export type RequesterEvidence = RoleEvidence | AccreditationEvidence

export interface ProveRequesterOptions {
  readonly verifier: Verifier
  readonly evidence: RequesterEvidence
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Who signed, and for whom they may ask, by the names that credentials give them.
 *
 * @returns The signer first.
 * @throws ConsentError `signer_not_requester`, `requester_name_missing`, `token_malformed`,
 *   `did_not_canonical`; those of the verifier.
 */
export async function proveRequester(
  signer: { readonly issuer: Did; readonly publicKey: PublicJwk },
  options: ProveRequesterOptions,
): Promise<readonly [Grantee, ...Grantee[]]> {
  const { verifier, now, signal } = options
  // It came with the request: it is looked at before an engine's error could quote it.
  const evidence = parseRequesterEvidence(options.evidence)
  const common = { at: now, now, chain: evidence.chain ?? [], signal }
  if ('accreditation' in evidence) {
    const types = [credentialTypes.issuingAccreditation]
    const call = { ...common, types }
    const credential = await verifier.verifyCredential(evidence.accreditation, call)
    const { name, keys } = parseIssuingAccreditationClaims(credential.claims)
    await assertSigner(signer, credential, keys)
    return [partyOf({ did: signer.issuer, name })]
  }
  const { role, licence } = evidence
  const credential = await verifier.verifyCredential(role, {
    ...common,
    types: [credentialTypes.practitionerRole],
    ...(licence === undefined ? {} : { licence }),
  })
  await assertSigner(signer, credential, undefined)
  const { name, department, organisation } = parsePractitionerRoleClaims(credential.claims)
  if (name === undefined) {
    throw new ConsentError('requester_name_missing', 'The role does not show the name')
  }
  return [partyOf({ did: signer.issuer, name }), partyOf(department), partyOf(organisation)]
}

// A chain is as deep as accreditations may be, with room to spare.
const maxChain = 32
const maxLength = 524_288

/**
 * Reads what came along with a request, such as from a file or a link, and copies what of it is known. Proves nothing.
 *
 * @throws {@link ConsentError} `token_malformed`.
 */
export function parseRequesterEvidence(input: unknown): RequesterEvidence {
  if (typeof input !== 'object' || input === null) throw malformed('/evidence')
  const { accreditation, role, licence, chain = [] } = input as Readonly<Record<string, unknown>>
  if (!Array.isArray(chain) || chain.length > maxChain) throw malformed('/evidence/chain')
  const tokens = chain.map(textOf)
  const shown =
    accreditation === undefined
      ? { role: textOf(role), ...(licence === undefined ? {} : { licence: textOf(licence) }) }
      : { accreditation: textOf(accreditation) }
  const length = [...Object.values(shown), ...tokens].reduce((sum, text) => sum + text.length, 0)
  if (length > maxLength) throw malformed('/evidence')
  return { ...shown, chain: tokens }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw malformed('/evidence')
}

async function assertSigner(
  { issuer, publicKey }: { readonly issuer: Did; readonly publicKey: PublicJwk },
  credential: VerifiedCredential,
  keys: readonly string[] | undefined,
): Promise<void> {
  const isKey = await isHolderKey(credential, publicKey)
  // Whoever takes a domain over has other keys than those that were accredited.
  const isPinned = keys === undefined || keys.includes(await thumbprintOf(publicKey))
  if (credential.subject === issuer && isKey && isPinned) return
  throw new ConsentError('signer_not_requester', 'Signed by somebody else than the evidence names')
}

/** With the domain, where it says as much as the DID. */
function partyOf({ did, name }: NamedDid): Grantee {
  assertCanonicalDid(did)
  const domain = domainOf(did)
  return domain === undefined ? { did, name } : { did, name, domain }
}
