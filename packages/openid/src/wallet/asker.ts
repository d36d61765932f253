import type { EpochSeconds } from '@fidecura/base'
import {
  type Did,
  importVerificationKey,
  type PublicJwk,
  parseDid,
  type ResolveDid,
  type UnverifiedJws,
  verifyDidJws,
  verifyJws,
} from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { parseClientId } from '../vp/client-id.ts'
import { requestObjectType } from '../vp/protocol.ts'

/** Who asks for a presentation: what was proven, and nothing that they say of themselves. */
export type Asker = DidAsker | DomainAsker | CertificateAsker | UnsignedAsker

/** Whoever controls a DID. */
export interface DidAsker {
  readonly kind: 'did'
  readonly did: Did
}

/** Whoever a certificate names with a domain, which the answer goes to. */
export interface DomainAsker {
  readonly kind: 'domain'
  readonly domain: string
  readonly certificate: ClientCertificate
}

/** Whoever a certificate names, in whatever way. */
export interface CertificateAsker {
  readonly kind: 'certificate'
  readonly certificate: ClientCertificate
}

/** Anybody. In development alone. */
export interface UnsignedAsker {
  readonly kind: 'unsigned'
}

/** What authorities certify of whoever asks: `VerifiedX5c` of `@fidecura/x5c` is of this shape. */
export interface ClientCertificate {
  readonly key: PublicJwk
  readonly subject: {
    readonly commonName: string | undefined
    readonly organization: string | undefined
    readonly organizationIdentifier: string | undefined
    readonly country: string | undefined
  }
  /** The authority that says so. */
  readonly issuer: {
    readonly commonName: string | undefined
    readonly organization: string | undefined
  }
  /** In lower case; `*.` stands for any one label. */
  readonly domains: readonly string[]
  /** SHA-256 of the certificate in base64url. */
  readonly thumbprint: string
  readonly revocation: 'not_revoked' | 'unknown'
}

/**
 * Validates the certificates in the header of a request to roots that the wallet names: `verifyX5c` of
 * `@fidecura/x5c`, with what its `certifiedKeyOf` finds in the request as `key`.
 *
 * @returns What is certified of the very key that signed the request. Throws whatever does not hold.
 */
export type VerifyCertificates = (
  request: UnverifiedJws,
  context: { readonly at: EpochSeconds; readonly signal: AbortSignal | undefined },
) => Promise<ClientCertificate>

/** How it is found out who asks. */
export interface AskerTerms {
  readonly resolve: ResolveDid
  readonly now: EpochSeconds
  readonly signal: AbortSignal | undefined
  readonly certificates: VerifyCertificates | undefined
}

/**
 * Proves who signed a request.
 *
 * @param clientId - As whom it was sent.
 * @throws OpenIdError `openid_client_unsupported`, `openid_client_mismatch`, `openid_request_unsigned`;
 *   IdentityError those of `verifyDidJws`; what `certificates` throws.
 * @see OpenID4VP 1.0 §5.9.3
 */
export async function proveAsker(
  request: UnverifiedJws,
  clientId: string,
  terms: AskerTerms,
): Promise<Asker> {
  const { prefix, name } = parseClientId(clientId)
  if (prefix === 'redirect_uri') {
    throw new OpenIdError('openid_request_unsigned', 'A client that nobody can vouch for')
  }
  if (prefix === 'decentralized_identifier') return await proveDid(request, name, terms)
  const certificate = await certificateOf(request, terms)
  if (prefix === 'x509_hash') {
    if (certificate.thumbprint === name) return Object.freeze({ kind: 'certificate', certificate })
    throw mismatch()
  }
  prefix satisfies 'x509_san_dns'
  // In full: a wildcard does not say which of its hosts it is. §5.9.3
  const domain = name.toLowerCase()
  if (domain.includes('*') || !certificate.domains.includes(domain)) throw mismatch()
  return Object.freeze({ kind: 'domain', domain, certificate })
}

async function proveDid(
  request: UnverifiedJws,
  name: string,
  { resolve, now, signal }: AskerTerms,
): Promise<DidAsker> {
  const did = parseDid(name)
  await verifyDidJws(request, {
    issuer: did,
    typ: requestObjectType,
    relationship: 'authentication',
    resolve,
    at: now,
    now,
    signal,
  })
  return Object.freeze({ kind: 'did', did })
}

async function certificateOf(
  request: UnverifiedJws,
  { certificates, now, signal }: AskerTerms,
): Promise<ClientCertificate> {
  if (certificates === undefined) {
    throw new OpenIdError('openid_client_unsupported', 'No roots to hold certificates against')
  }
  const certificate = await certificates(request, { at: now, signal })
  const key = await importVerificationKey(certificate.key)
  await verifyJws(request, { key, typ: requestObjectType })
  return certificate
}

function mismatch(): OpenIdError {
  return new OpenIdError('openid_client_mismatch', 'Certified as somebody else')
}
