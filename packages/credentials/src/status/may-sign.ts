import type { Did, DidUrl, PublicJwk } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'

/** Whom an issuer lets sign its status lists. */
export interface StatusSigners {
  readonly issuer: Did
  /**
   * Thumbprints of the only keys that the issuer may sign with, where its accreditation names them:
   * whoever takes its domain over must not declare all of its credentials good. RFC 7638.
   */
  readonly keys?: readonly string[]
  /**
   * Whether the issuer has accredited another DID to sign status lists for it, with a key of this
   * thumbprint: an IssuingAccreditation for `statusListType`. Absent: nobody but the issuer may.
   * Asked at every read, so its answer may depend on the chain at hand. Without a thumbprint, whether
   * with any key: asked before anything about the authority is looked up.
   */
  readonly accredits?: (
    authority: Did,
    thumbprint: string | undefined,
  ) => boolean | Promise<boolean>
}

/** Who signed a list or a history, proven. */
export interface ProvenSigner {
  readonly signer: Did
  readonly keyId: DidUrl
  readonly publicKey: PublicJwk
  /** Of the key. */
  readonly thumbprint: string
}

/**
 * @param thumbprint - Undefined: nothing is proven yet, and the question is whether to look it up.
 * @returns Nothing, at once if the issuer itself has signed.
 * @throws {@link CredentialError} `status_list_untrusted`.
 */
export function assertMaySign(
  { signer, thumbprint }: { readonly signer: Did; readonly thumbprint?: string },
  { issuer, keys, accredits }: StatusSigners,
): void | Promise<void> {
  const allowed =
    signer === issuer
      ? keys === undefined || thumbprint === undefined || keys.includes(thumbprint)
      : (accredits?.(signer, thumbprint) ?? false)
  return typeof allowed === 'boolean' ? assertAllowed(allowed) : allowed.then(assertAllowed)
}

function assertAllowed(allowed: boolean): void {
  if (!allowed) throw untrusted()
}

export function untrusted(): CredentialError {
  return new CredentialError('status_list_untrusted', 'Not signed for the issuer')
}
