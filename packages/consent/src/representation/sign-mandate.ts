import type { EpochSeconds, JsonObject } from '@fidecura/base'
import { credentialTypes, issueCredential, type ProxyMandateClaims } from '@fidecura/credentials'
import { type Did, digestOf, type PublicJwk, type Signer } from '@fidecura/identity'
import type { Language } from '../explain/catalogue.ts'
import { renderMandate } from '../mandate-text.ts'

/** What a patient lets somebody do. */
export interface MandateContents {
  /** A URL, best a `urn:uuid:`. */
  readonly id: string
  /** The proxy. */
  readonly subject: Did
  /** The only key that they may act with. */
  readonly holderKey: PublicJwk
  readonly claims: Omit<ProxyMandateClaims, 'shown'>
  readonly validFrom: EpochSeconds
  readonly validUntil: EpochSeconds
  /** Its place in a list that the patient signs, or the `statusAuthority` of the claims. */
  readonly status: { readonly list: string; readonly index: number }
  /** Of the text that the patient has read. */
  readonly language: Language
}

/** By whom, and when. */
export interface SignMandateOptions {
  /** Of the patient. */
  readonly signer: Signer
  readonly issuedAt: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs a mandate as the patient, together with the digest of the text that `renderMandate` makes of the same
 * contents: show that text first. Nothing in it can be hidden, or a verifier could not make the text again.
 *
 * @returns An SD-JWT.
 * @throws CredentialError as `issueCredential`.
 */
export async function signMandate(
  { claims, subject, language, status, ...contents }: MandateContents,
  { signer, issuedAt, signal }: SignMandateOptions,
): Promise<string> {
  const { validFrom, validUntil } = contents
  const text = renderMandate({
    ...{ claims, issuer: signer.did, subject, validFrom, validUntil, language },
  })
  const shown = { language, digest: await digestOf(text) }
  return issueCredential(
    {
      ...contents,
      ...{ type: credentialTypes.proxyMandate, subject, issuedAt, disclosable: [] },
      claims: { ...claims, shown } as unknown as JsonObject,
      status: { kind: 'token', ...status },
    },
    { signer, format: 'dc+sd-jwt', signal },
  )
}
