import { CredentialError } from '@fidecura/credentials'
import type {
  CredentialStatus,
  ICheckCredentialStatusArgs,
  ICredentialStatusVerifier,
  VerifierAgentContext,
  W3CVerifiableCredential,
} from '@veramo/core-types'
import { assertArguments, given } from './arguments.ts'
import { isOurs, tokenOfDocument } from './credential-document.ts'
import { type CredentialProviderOptions, chainOf } from './credential-provider.ts'
import { VeramoError } from './errors.ts'

/** What `checkCredentialStatus` takes. */
export interface StatusArgs {
  readonly credential: W3CVerifiableCredential
  readonly chain?: readonly string[]
  readonly licence?: string
  readonly signal?: AbortSignal | undefined
}

/** The method that {@link createStatusVerifier} gives an agent. */
export type StatusMethods = {
  checkCredentialStatus(args: StatusArgs, context: VerifierAgentContext): Promise<CredentialStatus>
}

export interface StatusVerifierOptions
  extends Pick<CredentialProviderOptions, 'verifier' | 'chain'> {
  /** Judges the credentials that are not of our formats. Default: those are refused. */
  readonly others?: { readonly methods: Pick<ICredentialStatusVerifier, 'checkCredentialStatus'> }
}

/**
 * Answers Veramo's question for the status of a credential, which knows two answers: `revoked` is
 * true of what is suspended or revoked, with the reason in `errorCode`, and false only of what
 * holds in every way.
 *
 * @throws {@link VeramoError} from its method: `argument_refused`, `proof_format_unsupported`,
 *   `document_malformed`, `document_mismatch`; CredentialError of the verifier, for a list that
 *   cannot be read is no answer.
 */
export function createStatusVerifier(options: StatusVerifierOptions): {
  readonly methods: StatusMethods
} {
  const { verifier, others } = options
  return Object.freeze({
    methods: Object.freeze({
      async checkCredentialStatus(args: StatusArgs, context: VerifierAgentContext) {
        if (!isOurs(args.credential)) {
          if (others === undefined) throw new VeramoError('proof_format_unsupported', 'Not ours')
          const theirs = args as unknown as ICheckCredentialStatusArgs
          return others.methods.checkCredentialStatus(theirs, context)
        }
        assertArguments(args, ['credential', 'chain', 'licence', 'signal'])
        const { licence, signal } = args
        try {
          await verifier.verifyCredential(await tokenOfDocument(args.credential), {
            ...chainOf(options, args),
            ...given('licence', licence),
            signal,
          })
          return Object.freeze({ revoked: false })
        } catch (error) {
          if (!isBadStatus(error)) throw error
          return Object.freeze({ revoked: true, errorCode: error.code })
        }
      },
    }),
  })
}

function isBadStatus(error: unknown): error is CredentialError {
  return (
    CredentialError.is(error) &&
    (error.code === 'status_revoked' || error.code === 'status_suspended')
  )
}
