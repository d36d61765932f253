import type { UnverifiedCredential } from '../credential.ts'
import { credentialTypes } from '../credential-types.ts'
import { type DecodeCredentialOptions, decodeEither } from '../decode-credential.ts'
import { CredentialError } from '../errors.ts'
import { placed } from '../placed.ts'
import { maxCredentials, parsePresentation, parsePresentationText } from '../presentation-bundle.ts'
import type {
  EnclosedCredential,
  PresentationCodec,
  UnverifiedPresentation,
} from '../presentation-codec.ts'
import { presentationInEnvelope } from './vp-document.ts'
import { vpJwt } from './vp-jwt.ts'

/** A credential of a presentation, and where in it. */
export interface PresentedCredential {
  readonly token: string
  readonly decoded: UnverifiedCredential
  /** Such as `/credentials/0`. */
  readonly place: string
}

/** What lies in a presentation. Proves nothing yet. */
export interface Presented {
  readonly credentials: readonly PresentedCredential[]
  /** Accreditations that came along. */
  readonly chain: readonly string[]
  /** Whoever signed for all of it; undefined: each credential has a binding of its own. */
  readonly signed: UnverifiedPresentation | undefined
}

/**
 * Reads a presentation of any format.
 *
 * @throws {@link CredentialError} `presentation_malformed`, `credential_format_unsupported`; those of
 *   `decodeCredential`.
 */
export async function readPresentation(
  input: unknown,
  options: DecodeCredentialOptions,
): Promise<Presented> {
  const signed = typeof input === 'string' ? await readSigned(input, options) : undefined
  if (signed === undefined) {
    const { credentials: tokens, chain } = parsePresentation(input)
    const credentials: PresentedCredential[] = []
    for (const token of tokens) {
      const place = `/credentials/${credentials.length}`
      credentials.push({ token, decoded: await decodeAt(token, place, options), place })
    }
    return { credentials, chain, signed }
  }
  return { ...(await sorted(signed, options)), signed }
}

/** Undefined: a bundle, or one SD-JWT. */
async function readSigned(
  text: string,
  options: DecodeCredentialOptions,
): Promise<UnverifiedPresentation | undefined> {
  const json = text.startsWith('{') ? parsePresentationText(text) : undefined
  // Nothing else in JSON has that member.
  if (json?.['version'] !== undefined) return undefined
  const token = json === undefined ? text : (presentationInEnvelope(json) ?? text)
  const codec = codecsOf(options).find((each) => each.recognises(token, options))
  if (codec !== undefined) return decodeWith(codec, token, options)
  if (json === undefined) return undefined
  throw new CredentialError('credential_format_unsupported', 'Not a format that was named')
}

async function decodeWith(
  codec: PresentationCodec,
  token: string,
  options: DecodeCredentialOptions,
): Promise<UnverifiedPresentation> {
  try {
    return await codec.decode(token, options)
  } catch (error) {
    // What is read the same way in credentials says that of them.
    if (!CredentialError.is(error) || error.code !== 'credential_malformed') throw error
    const { place } = error
    throw new CredentialError('presentation_malformed', 'Not a presentation', {
      cause: error,
      place,
    })
  }
}

function codecsOf({ formats = [] }: DecodeCredentialOptions): readonly PresentationCodec[] {
  const more = formats.flatMap(({ presentations }) => presentations ?? [])
  return [vpJwt, ...more]
}

/** Accreditations of others are what a holder brings along, and show nothing about the holder. */
async function sorted(
  { holder, credentials: enclosed }: UnverifiedPresentation,
  options: DecodeCredentialOptions,
): Promise<Pick<Presented, 'credentials' | 'chain'>> {
  const credentials: PresentedCredential[] = []
  const chain: string[] = []
  for (const [index, { token, format }] of enclosed.entries()) {
    const place = `/credentials/${index}`
    const decoded = await decodeAt(token, place, options)
    assertFormat(decoded, format, place)
    if (isAccreditation(decoded) && decoded.credential.subject !== holder) chain.push(token)
    else credentials.push({ token, decoded, place })
  }
  if (credentials.length === 0 || credentials.length > maxCredentials) {
    throw new CredentialError('presentation_malformed', 'None, or too many', {
      place: '/verifiableCredential',
    })
  }
  return { credentials, chain }
}

async function decodeAt(
  token: string,
  place: string,
  options: DecodeCredentialOptions,
): Promise<UnverifiedCredential> {
  try {
    return await decodeEither(token, options)
  } catch (error) {
    throw placed(error, place)
  }
}

function assertFormat(
  { credential }: UnverifiedCredential,
  format: EnclosedCredential['format'],
  place: string,
): void {
  if (credential.format === format) return
  throw new CredentialError('presentation_malformed', 'Not what its envelope says', { place })
}

function isAccreditation({ credential: { types } }: UnverifiedCredential): boolean {
  return types.length === 1 && types[0] === credentialTypes.issuingAccreditation
}
