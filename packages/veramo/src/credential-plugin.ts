import type {
  ICreateVerifiableCredentialArgs,
  ICreateVerifiablePresentationArgs,
  ICredentialPlugin,
  IIdentifier,
  IssuerAgentContext,
  IVerifyCredentialArgs,
  IVerifyPresentationArgs,
  VerifiableCredential,
  VerifiablePresentation,
  VerifierAgentContext,
} from '@veramo/core-types'
import { isOurs } from './credential-document.ts'
import type { CreateCredentialArgs } from './credential-payload.ts'
import {
  type CredentialProviderOptions,
  type CredentialResult,
  createCredentialProvider,
  type PresentationResult,
  type VerifyCredentialArgs,
  type VerifyPresentationArgs,
} from './credential-provider.ts'
import { VeramoError } from './errors.ts'
import { asSet } from './method-set.ts'
import type { CreatePresentationArgs } from './presentation-document.ts'
import type { NamedMethods } from './quiet-agent.ts'
import { refusalOf } from './refusal.ts'
import {
  createStatusVerifier,
  type StatusMethods,
  type StatusVerifierOptions,
} from './status-verifier.ts'

/** The methods that `createCredentialPlugin` gives an agent, under the names that Veramo uses. */
export type CredentialMethods = StatusMethods & {
  listUsableProofFormats(identifier: IIdentifier, context: IssuerAgentContext): Promise<string[]>
  createVerifiableCredential(
    args: CreateCredentialArgs,
    context: IssuerAgentContext,
  ): Promise<VerifiableCredential>
  createVerifiablePresentation(
    args: CreatePresentationArgs,
    context: IssuerAgentContext,
  ): Promise<VerifiablePresentation>
  verifyCredential(
    args: VerifyCredentialArgs,
    context: VerifierAgentContext,
  ): Promise<CredentialResult>
  verifyPresentation(
    args: VerifyPresentationArgs,
    context: VerifierAgentContext,
  ): Promise<PresentationResult>
}

/** The plugin that an agent has for other formats, such as Veramo's `CredentialPlugin`. */
export interface OtherFormats {
  /** Does what is not of our formats, as it did before. */
  readonly others: { readonly methods: ICredentialPlugin }
  /** Checks the status of what is not of our formats. */
  readonly otherStatus?: StatusVerifierOptions['others']
}

/**
 * Gives our formats to an agent that has a credential plugin already: name that as `others`, and put
 * this one in its place, or behind it: of two plugins with a method of one name, an agent takes the
 * last, and says nothing. `quietAgent` refuses the other order. The types of the methods are then
 * Veramo's own. What is ours by its header never goes to the other one.
 *
 * @throws As {@link createCredentialProvider}, and whatever the other plugin throws.
 */
export function createCredentialPlugin(options: CredentialProviderOptions & OtherFormats): {
  readonly methods: NamedMethods<ICredentialPlugin> & StatusMethods
}
/**
 * Gives an agent our formats: issuing and presenting with the keys that it manages, verifying with
 * our verifier alone, and the status of credentials. Everything else is refused.
 *
 * @throws As {@link createCredentialProvider}, and {@link VeramoError} `proof_format_unsupported`.
 *   Verifying never throws what is wrong with a credential.
 */
export function createCredentialPlugin(options: CredentialProviderOptions): {
  readonly methods: CredentialMethods
}
export function createCredentialPlugin(
  options: CredentialProviderOptions & Partial<OtherFormats>,
): {
  readonly methods: StatusMethods
} {
  const { verifier, chain, others, otherStatus } = options
  const ours = createCredentialProvider(options)
  const { checkCredentialStatus } = createStatusVerifier({
    verifier,
    ...(chain === undefined ? {} : { chain }),
    ...(otherStatus === undefined ? {} : { others: otherStatus }),
  }).methods

  const methods: CredentialMethods = {
    checkCredentialStatus,
    async listUsableProofFormats(identifier, context) {
      const formats = identifier.keys.flatMap((key) => ours.getProofFormatsSupportedForKey(key))
      const theirs = (await others?.methods.listUsableProofFormats(identifier, context)) ?? []
      return [...new Set([...formats, ...theirs])]
    },
    async createVerifiableCredential(args, context) {
      if (!ours.canIssueProofFormat(args)) {
        const theirs = args as ICreateVerifiableCredentialArgs
        return other(others).createVerifiableCredential(theirs, context)
      }
      const save = args.save === true && saveTo(context, 'dataStoreSaveVerifiableCredential')
      const verifiableCredential = await ours.createVerifiableCredential(args, context)
      if (save) await save({ verifiableCredential })
      return verifiableCredential
    },
    async createVerifiablePresentation(args, context) {
      if (!ours.canIssueProofFormat(args)) {
        const theirs = args as unknown as ICreateVerifiablePresentationArgs
        return other(others).createVerifiablePresentation(theirs, context)
      }
      const save = args.save === true && saveTo(context, 'dataStoreSaveVerifiablePresentation')
      const verifiablePresentation = await ours.createVerifiablePresentation(args, context)
      if (save) await save({ verifiablePresentation })
      return verifiablePresentation
    },
    async verifyCredential(args, context) {
      if (isOurs(args.credential)) return ours.verifyCredential(args)
      if (others === undefined) return refusalOf(unsupported())
      const theirs = args as unknown as IVerifyCredentialArgs
      return (await others.methods.verifyCredential(theirs, context)) as CredentialResult
    },
    async verifyPresentation(args, context) {
      if (isOurs(args.presentation)) return ours.verifyPresentation(args)
      if (others === undefined) return refusalOf(unsupported())
      const theirs = args as unknown as IVerifyPresentationArgs
      return (await others.methods.verifyPresentation(theirs, context)) as PresentationResult
    },
  }
  return Object.freeze({ methods: asSet(Object.freeze(methods)) })
}

function other(others: OtherFormats['others'] | undefined): ICredentialPlugin {
  if (others === undefined) throw unsupported()
  return others.methods
}

/** Asked for before anything is signed: an agent without a store cannot keep its promise. */
function saveTo<
  Name extends 'dataStoreSaveVerifiableCredential' | 'dataStoreSaveVerifiablePresentation',
>({ agent }: IssuerAgentContext, name: Name): IssuerAgentContext['agent'][Name] {
  if (typeof agent[name] === 'function') return agent[name]
  throw new VeramoError('argument_refused', 'The agent has no data store', { place: 'save' })
}

function unsupported(): VeramoError {
  return new VeramoError('proof_format_unsupported', 'Not one of our formats')
}
