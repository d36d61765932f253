import { type JsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import type { Credential } from '../credential.ts'
import type { CredentialCodec } from '../credential-codec.ts'
import { decodeEither } from '../decode-credential.ts'
import { CredentialError } from '../errors.ts'
import { placed } from '../placed.ts'
import {
  assertFound,
  assertHolder,
  type HeldCredential,
  openHeld,
  openIssued,
  type PresentCredentialOptions,
  pointersOf,
  showHeld,
  shownOf,
} from '../present-credential.ts'
import { maxCredentials } from '../presentation-bundle.ts'
import type { PresentingCodec } from '../presentation-codec.ts'
import { contextV2 } from '../vcdm.ts'
import { assertWholeSeconds } from '../whole-seconds.ts'
import { envelopeOf, presentationType } from './vp-document.ts'
import { vpJwt } from './vp-jwt.ts'

/** A codec that makes presentations, such as that of `dataIntegrity()`. */
export interface PresentingFormat extends CredentialCodec {
  readonly presentations: PresentingCodec
}

/** What to present, to whom, by whose hand, and as what. */
export interface CreatePresentationOptions extends PresentCredentialOptions {
  readonly format: 'vp+jwt' | PresentingFormat
  /** Credentials of a patient for whom the signer is guardian or proxy; that is presented, too. */
  readonly represented?: readonly string[]
  /** Accreditations to bring along, in any order. */
  readonly chain?: readonly string[]
  /** Formats beside `vc+jwt` and `dc+sd-jwt` in which credentials are; that of the presentation is known. */
  readonly formats?: readonly CredentialCodec[]
}

/**
 * Signs a presentation of VCDM 2.0, in which credentials of any format lie: tokens in envelopes, and
 * documents with proofs as they are. What is named to be disclosed is shown of each SD-JWT that has it,
 * and each is bound by itself, too.
 *
 * @param tokens - As issued, at most 8; each bound to the signer's key or, where it is bound to none,
 *   about the signer's DID.
 * @returns What `verifyPresentation` takes.
 * @throws {@link CredentialError} `presentation_malformed`: none, too many, or no audience or nonce;
 *   `instant_malformed`, `holder_binding_missing`, `holder_key_mismatch`, `disclosure_not_found`,
 *   `credential_format_unsupported`; those of `decodeCredential`, `place` says for which token.
 */
export async function createPresentation(
  tokens: readonly string[],
  options: CreatePresentationOptions,
): Promise<string> {
  const { format, represented = [], chain = [], signer, audience, nonce, issuedAt } = options
  assertWholeSeconds({ issuedAt })
  if (audience === '' || nonce === '') throw malformed('')
  const all = [...tokens, ...represented]
  if (tokens.length === 0 || all.length > maxCredentials) throw malformed('/credentials')
  const opened: Opened[] = []
  for (const token of all) {
    opened.push(await openAt(token, opened.length, opened.length < tokens.length, options))
  }
  const pointers = pointersOf(options)
  assertFound(
    pointers,
    opened.flatMap(({ sdJwt }) => sdJwt ?? []),
  )
  const enclosed: JsonValue[] = []
  for (const each of opened) {
    const { sdJwt, isOwn, document } = each
    if (sdJwt === undefined) enclosed.push(document)
    else {
      const shown = isOwn ? await showHeld(sdJwt, pointers, options) : shownOf(sdJwt, pointers)
      enclosed.push(envelopeOf(shown, 'dc+sd-jwt'))
    }
  }
  for (const token of chain) enclosed.push(documentOf(token))
  const document: JsonObject = {
    '@context': [contextV2],
    type: [presentationType],
    holder: signer.did,
    verifiableCredential: enclosed,
  }
  const codec = format === 'vp+jwt' ? vpJwt : format.presentations
  return await codec.secure(document, options)
}

/** Of an SD-JWT it is still to be decided what is shown. */
type Opened =
  | { readonly sdJwt: HeldCredential; readonly isOwn: boolean; readonly document?: never }
  | { readonly sdJwt?: never; readonly isOwn: boolean; readonly document: JsonValue }

async function openAt(
  token: string,
  position: number,
  isOwn: boolean,
  options: CreatePresentationOptions,
): Promise<Opened> {
  try {
    // Only an SD-JWT has a tilde, and every SD-JWT has one.
    if (!token.startsWith('{') && token.includes('~')) {
      return { sdJwt: await (isOwn ? openHeld : openIssued)(token, options), isOwn }
    }
    const { credential } = await decodeEither(token, { formats: formatsOf(options) })
    // An envelope names the media type, which one of the older model does not have.
    if (credential.format === 'vcdm-1-jwt') throw unsupported()
    if (isOwn) assertOwn(credential, options)
    return { isOwn, document: documentOf(token) }
  } catch (error) {
    throw placed(error, `/credentials/${position}`)
  }
}

function formatsOf({
  format,
  formats = [],
}: CreatePresentationOptions): readonly CredentialCodec[] {
  return format === 'vp+jwt' ? formats : [format, ...formats]
}

function documentOf(token: string): JsonValue {
  if (token.startsWith('{')) return parseJsonText(token)
  return envelopeOf(token, token.includes('~') ? 'dc+sd-jwt' : 'vc+jwt')
}

function assertOwn({ holderKey, subject }: Credential, { signer }: PresentCredentialOptions): void {
  if (holderKey !== undefined) assertHolder(holderKey, signer)
  else if (subject !== signer.did) {
    throw new CredentialError(
      'holder_binding_missing',
      'Neither bound to a key nor about the signer',
    )
  }
}

function unsupported(): CredentialError {
  return new CredentialError('credential_format_unsupported', 'Not something to be enveloped')
}

function malformed(place: string): CredentialError {
  return new CredentialError('presentation_malformed', 'Nothing that can be presented', { place })
}
