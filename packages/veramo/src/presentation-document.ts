import {
  CodedError,
  deepFreeze,
  isJsonObject,
  type JsonObject,
  parseJsonText,
} from '@fidecura/base'
import {
  type JoseFormat,
  presentationVersion,
  type VerifiedPresentation,
} from '@fidecura/credentials'
import type { PresentationPayload, VerifiablePresentation } from '@veramo/core-types'
import { assertArguments, snapshot } from './arguments.ts'
import { assertSame, proofOf, tokenIn } from './credential-document.ts'
import { contextV2 } from './credential-payload.ts'
import { VeramoError } from './errors.ts'

/** What `createVerifiablePresentation` takes for our formats. */
export interface CreatePresentationArgs {
  /** `holder` and `verifiableCredential`, at least one of them `dc+sd-jwt`. */
  readonly presentation: Readonly<PresentationPayload>
  readonly proofFormat: 'dc+sd-jwt'
  /** The verifier's nonce, of this one request. */
  readonly challenge: string
  /** Whom it is for, as that verifier calls itself. */
  readonly domain: string
  /** For each credential, what to show beyond what is always open. Default: nothing of any. */
  readonly disclose?: 'all' | readonly (readonly string[])[]
  /** Accreditations to bring along. */
  readonly chain?: readonly string[]
  /** `kid` of the holder's key. */
  readonly keyRef?: string
  /** Into the agent's data store. */
  readonly save?: boolean
  readonly signal?: AbortSignal | undefined
}

const argumentNames = [
  'presentation',
  'proofFormat',
  'challenge',
  'domain',
  'disclose',
  'chain',
  'keyRef',
  'save',
  'signal',
]

export interface NewPresentation {
  readonly holder: string
  /** Tokens, or documents that hold them. */
  readonly credentials: readonly unknown[]
  readonly challenge: string
  readonly domain: string
}

/**
 * @throws {@link VeramoError} `argument_refused`, `challenge_missing`, `domain_missing`,
 *   `presentation_payload_malformed`.
 */
export function readPresentationPayload(args: CreatePresentationArgs): NewPresentation {
  assertArguments(args, argumentNames)
  const { holder, verifiableCredential, '@context': context, type, ...others } = args.presentation
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw malformed(unknown)
  if (typeof holder !== 'string') throw malformed('holder')
  const { disclose } = args
  if (!Array.isArray(verifiableCredential)) throw malformed('verifiableCredential')
  if (Array.isArray(disclose) && disclose.length !== verifiableCredential.length) {
    throw new VeramoError('argument_refused', 'Not one list for each credential', {
      place: 'disclose',
    })
  }
  for (const [place, value, expected] of [
    ['@context', context, contextV2],
    ['type', type, presentationType],
  ] as const) {
    if ([value ?? []].flat().some((each) => each !== expected)) throw malformed(place)
  }
  return { holder, credentials: verifiableCredential, ...assertRequest(args) }
}

/**
 * A holder answers a request with the key binding of an SD-JWT: without one, nothing would prove them.
 *
 * @throws {@link VeramoError} `presentation_payload_malformed`.
 */
export function assertBindable(tokens: readonly string[]): void {
  if (tokens.some((token) => token.includes('~'))) return
  throw new VeramoError('presentation_payload_malformed', 'None of them is a dc+sd-jwt', {
    place: 'verifiableCredential',
  })
}

/** One request of one audience: without both, a presentation could be shown again elsewhere. */
export function assertRequest({ challenge, domain }: { challenge?: unknown; domain?: unknown }): {
  readonly challenge: string
  readonly domain: string
} {
  if (typeof challenge !== 'string' || challenge === '') {
    throw new VeramoError('challenge_missing', 'No nonce of the verifier')
  }
  if (typeof domain !== 'string' || domain === '') {
    throw new VeramoError('domain_missing', 'No audience')
  }
  return { challenge, domain }
}

const presentationType = 'VerifiablePresentation'
const format: JoseFormat = 'dc+sd-jwt'

/** Tokens as they travel: one SD-JWT as it is, else the bundle. */
export function presentationText(credentials: readonly string[], chain: readonly string[]): string {
  const [only] = credentials
  if (only !== undefined && credentials.length === 1 && chain.length === 0) return only
  return JSON.stringify({ version: presentationVersion, credentials, chain })
}

/** What Veramo passes around; deep-frozen. Nothing but the text in `proof.jwt` proves anything. */
export function presentationDocumentOf(holder: string, text: string): VerifiablePresentation {
  return deepFreeze(documentOf(holder, text)) as unknown as VerifiablePresentation
}

/** What is to be verified, and what else the document claims. */
export interface PresentedText {
  readonly text: string
  readonly holder: string | undefined
}

/** @throws {@link VeramoError} `document_malformed`, `document_mismatch`. */
export function readPresentation(document: unknown): PresentedText {
  if (typeof document === 'string') return { text: document, holder: undefined }
  const given = snapshot(document, 'document_malformed')
  const text = tokenIn(given)
  const { holder } = given
  if (text === undefined || typeof holder !== 'string') {
    throw new VeramoError('document_malformed', 'No token in proof.jwt')
  }
  assertSame(given, documentOf(holder, text))
  return { text, holder }
}

/** @throws {@link VeramoError} `document_mismatch`: the document names somebody else. */
export function assertHolder(
  { holder: claimed }: PresentedText,
  { holder }: VerifiedPresentation,
): void {
  if (claimed === undefined || claimed === holder) return
  throw new VeramoError('document_mismatch', 'Names another holder than its credentials')
}

function documentOf(holder: string, text: string): JsonObject {
  return {
    '@context': [contextV2],
    type: [presentationType],
    holder,
    verifiableCredential: credentialsIn(text),
    proof: proofOf(format, text),
  }
}

function credentialsIn(text: string): JsonObject[string] {
  if (!text.startsWith('{')) return [text]
  try {
    const bundle = parseJsonText(text)
    return (isJsonObject(bundle) && bundle['credentials']) || []
  } catch (error) {
    if (!CodedError.is(error)) throw error
    throw new VeramoError('document_malformed', 'Not a presentation')
  }
}

function malformed(place: string): VeramoError {
  return new VeramoError('presentation_payload_malformed', 'Not something that can be presented', {
    place,
  })
}
