import { encodeUtf8, isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import { didOf } from '@fidecura/identity'
import {
  type Cryptosuite,
  parseSecuredDocument,
  signDocument,
  verifyProofSignature,
} from '@fidecura/identity/data-integrity'
import { CredentialError } from '../errors.ts'
import { readPresentationDocument } from '../presentation/vp-document.ts'
import type {
  PresentingCodec,
  SecurePresentationOptions,
  UnverifiedPresentation,
} from '../presentation-codec.ts'
import { suiteFor } from './suite-for.ts'

/**
 * Presentations of VCDM 2.0 as JSON, with one proof of Data Integrity 1.0 beside them: of who the
 * holder is (`authentication`), for a `domain`, in answer to a `challenge`, and dated.
 */
export function presentationsOf(suites: readonly Cryptosuite[]): PresentingCodec {
  return Object.freeze<PresentingCodec>({
    recognises: (text) => text.startsWith('{'),
    decode: (text) => decode(text, suites),
    secure: (document, options) => secure(document, options, suites),
  })
}

function decode(text: string, suites: readonly Cryptosuite[]): UnverifiedPresentation {
  const json = parseJson(encodeUtf8(text))
  if (!isJsonObject(json)) throw malformed('')
  const secured = parseSecuredDocument(json)
  const [proof, ...others] = secured.proofs
  // One hand presents; a second proof could only say something else.
  if (proof === undefined || others.length > 0) throw malformed('/proof')
  const { purpose, domain, challenge, created } = proof
  if (purpose !== 'authentication') throw malformed('/proof/proofPurpose')
  if (domain === undefined) throw malformed('/proof/domain')
  if (challenge === undefined) throw malformed('/proof/challenge')
  if (created === undefined) throw malformed('/proof/created')
  const { holder, credentials } = readPresentationDocument(secured.document)
  return {
    // Where nobody is named, whoever signed is the holder.
    holder: holder ?? didOf(proof.verificationMethod),
    credentials,
    audience: domain,
    nonce: challenge,
    issuedAt: created,
    validFrom: undefined,
    validUntil: proof.expires,
    proof: {
      keyId: proof.verificationMethod,
      verify: (key) => verifyProofSignature(secured, proof, { key, suites }),
    },
  }
}

async function secure(
  document: JsonObject,
  { signer, audience, nonce, issuedAt, signal }: SecurePresentationOptions,
  suites: readonly Cryptosuite[],
): Promise<string> {
  const secured = await signDocument(document, {
    signer,
    suite: suiteFor(signer.algorithm, suites),
    created: issuedAt,
    purpose: 'authentication',
    domain: audience,
    challenge: nonce,
    signal,
  })
  return JSON.stringify(secured)
}

function malformed(place: string): CredentialError {
  return new CredentialError('presentation_malformed', 'Not a presentation', { place })
}
