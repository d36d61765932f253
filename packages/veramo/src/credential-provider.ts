import {
  issueCredential,
  type JoseFormat,
  presentCredential,
  type VerifiedCredential,
  type VerifiedPresentation,
  type Verifier,
} from '@fidecura/credentials'
import type {
  IKey,
  VerifiableCredential,
  VerifiablePresentation,
  W3CVerifiableCredential,
  W3CVerifiablePresentation,
} from '@veramo/core-types'
import { assertArguments, assertPolicies, given } from './arguments.ts'
import { credentialDocumentOf, isOurs, tokenOfDocument } from './credential-document.ts'
import { type CreateCredentialArgs, readPayload } from './credential-payload.ts'
import { VeramoError } from './errors.ts'
import { type SigningContext, signerOfIdentifier } from './kms-signer.ts'
import { isKeyType } from './managed-key.ts'
import {
  assertBindable,
  assertHolder,
  assertRequest,
  type CreatePresentationArgs,
  presentationDocumentOf,
  presentationText,
  readPresentation,
  readPresentationPayload,
} from './presentation-document.ts'
import { type Refusal, refusalOf } from './refusal.ts'

/** What every credential plugin of an agent shares. */
export interface CredentialProviderOptions {
  /** Judges everything. Its resolver also finds the documents in which the agent's keys must stand. */
  readonly verifier: Verifier
  /** Accreditations that are at hand in every call, beside those that it brings. They add no roots. */
  readonly chain?: readonly string[]
}

/** What `verifyCredential` takes for our formats. */
export interface VerifyCredentialArgs {
  /** A token, or the document that `createVerifiableCredential` returned. */
  readonly credential: W3CVerifiableCredential
  /** Accreditations, compact, in any order. */
  readonly chain?: readonly string[]
  /** The only types to take. */
  readonly types?: readonly string[]
  /** The licence that a role names, compact. */
  readonly licence?: string
  /** Every check is made always: `false` and `now` are refused. */
  readonly policies?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
}

/** What `verifyPresentation` takes for our formats. */
export interface VerifyPresentationArgs {
  readonly presentation: W3CVerifiablePresentation
  /** The nonce that the holder was given for this one request. */
  readonly challenge: string
  /** Who this is: what the holder was told. */
  readonly domain: string
  readonly chain?: readonly string[]
  readonly types?: readonly string[]
  readonly policies?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
}

/** `credential` is there only if everything holds; no gate accepts a copy of it. */
export type CredentialResult =
  | { readonly verified: true; readonly credential: VerifiedCredential }
  | Refusal

/** `presentation` is there only if everything holds; no gate accepts a copy of it. */
export type PresentationResult =
  | { readonly verified: true; readonly presentation: VerifiedPresentation }
  | Refusal

/** Fits where Veramo's `CredentialPlugin` wants an `ICredentialProvider`. */
export type CredentialProvider = {
  getProofFormatsSupportedForKey(key: IKey): JoseFormat[]
  canVerifyDocumentType(query: {
    document: W3CVerifiableCredential | W3CVerifiablePresentation
  }): boolean
  canIssueProofFormat(query: { proofFormat: string }): boolean
  createVerifiableCredential(
    args: CreateCredentialArgs,
    context: SigningContext,
  ): Promise<VerifiableCredential>
  createVerifiablePresentation(
    args: CreatePresentationArgs,
    context: SigningContext,
  ): Promise<VerifiablePresentation>
  verifyCredential(args: VerifyCredentialArgs): Promise<CredentialResult>
  verifyPresentation(args: VerifyPresentationArgs): Promise<PresentationResult>
}

const formats: readonly string[] = ['vc+jwt', 'dc+sd-jwt'] satisfies JoseFormat[]

/**
 * Issues `vc+jwt` and `dc+sd-jwt` with the keys of an agent, and verifies them with our verifier
 * alone. In Veramo's `CredentialPlugin`, name it first: `CredentialProviderJWT` takes any token for
 * its own. `createCredentialPlugin` needs no such care.
 *
 * @throws {@link VeramoError} when issuing and presenting: `argument_refused`,
 *   `credential_payload_malformed`, `presentation_payload_malformed`, `challenge_missing`,
 *   `domain_missing`, `document_malformed`, `document_mismatch`, those of `signerOfIdentifier`;
 *   CredentialError of `issueCredential` and `presentCredential`. Verifying never throws them.
 */
export function createCredentialProvider(options: CredentialProviderOptions): CredentialProvider {
  const { verifier } = options
  const { resolve, clock } = verifier
  return Object.freeze({
    getProofFormatsSupportedForKey: ({ type }: IKey) =>
      isKeyType(type) ? (['vc+jwt', 'dc+sd-jwt'] satisfies JoseFormat[]) : [],
    canVerifyDocumentType: ({ document }) => isOurs(document),
    canIssueProofFormat: ({ proofFormat }) => formats.includes(proofFormat),

    async createVerifiableCredential(args, context) {
      const { proofFormat: format, keyRef, signal } = args
      const { issuer, contents } = readPayload(args, clock)
      const call = { resolve, clock, ...given('keyRef', keyRef), signal }
      const signer = await signerOfIdentifier(issuer, context, call)
      const token = await issueCredential(contents, { signer, format, signal })
      return credentialDocumentOf(token)
    },

    async createVerifiablePresentation(args, context) {
      const { holder, credentials, challenge, domain } = readPresentationPayload(args)
      const { disclose, chain = [], keyRef, signal, proofFormat } = args
      if (proofFormat !== 'dc+sd-jwt') {
        throw new VeramoError('proof_format_unsupported', 'Presentations are made as dc+sd-jwt')
      }
      const call = { resolve, clock, ...given('keyRef', keyRef), signal }
      const signer = await signerOfIdentifier(holder, context, {
        ...call,
        relationship: 'authentication',
      })
      const request = { signer, audience: domain, nonce: challenge, issuedAt: clock() }
      const tokens: string[] = []
      for (const document of credentials) tokens.push(await tokenOfDocument(document))
      assertBindable(tokens)
      const presented: string[] = []
      for (const [index, token] of tokens.entries()) {
        const shown = disclose === 'all' ? disclose : (disclose?.[index] ?? [])
        const terms = { ...request, disclose: shown, signal }
        // A vc+jwt has nothing to hide or to bind; it accompanies those that have.
        presented.push(token.includes('~') ? await presentCredential(token, terms) : token)
      }
      return presentationDocumentOf(holder, presentationText(presented, chain))
    },

    async verifyCredential(args) {
      try {
        assertArguments(args, ['credential', 'chain', 'types', 'licence', 'policies', 'signal'])
        assertPolicies(args.policies)
        const { types, licence, signal } = args
        const credential = await verifier.verifyCredential(await tokenOfDocument(args.credential), {
          ...chainOf(options, args),
          ...given('types', types),
          ...given('licence', licence),
          signal,
        })
        return Object.freeze({ verified: true, credential })
      } catch (error) {
        return refusalOf(error)
      }
    },

    async verifyPresentation(args) {
      try {
        assertArguments(args, presentationArguments)
        assertPolicies(args.policies)
        const { challenge: nonce, domain: audience } = assertRequest(args)
        const presented = readPresentation(args.presentation)
        const { types, signal } = args
        const call = {
          audience,
          nonce,
          ...chainOf(options, args),
          ...given('types', types),
          signal,
        }
        const presentation = await verifier.verifyPresentation(presented.text, call)
        assertHolder(presented, presentation)
        return Object.freeze({ verified: true, presentation })
      } catch (error) {
        return refusalOf(error)
      }
    },
  } satisfies CredentialProvider)
}

/** Not part of the package. Those at hand, and those of the call. */
export function chainOf(
  { chain = [] }: Pick<CredentialProviderOptions, 'chain'>,
  call: { readonly chain?: readonly string[] },
): { readonly chain?: readonly string[] } {
  const all = [...new Set([...chain, ...(call.chain ?? [])])]
  return all.length === 0 ? {} : { chain: all }
}

const presentationArguments = [
  'presentation',
  'challenge',
  'domain',
  'chain',
  'types',
  'policies',
  'signal',
]
