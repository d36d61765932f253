import {
  createDecider,
  type DeciderParts,
  type DeciderRequest,
  type Decision,
  type PatientEvidence,
  type Policy,
  type StatementContent,
  type StatementSet,
  signStatement,
  signWithdrawal,
  type TrustedRegister,
  type VerifiedStatement,
  type VerifiedStatementSet,
  type VerifiedWithdrawal,
  verifyStatement,
  verifyWithdrawal,
  type WithdrawalContent,
} from '@fidecura/consent'
import type { VerifiedPresentation } from '@fidecura/credentials'
import type { Signer } from '@fidecura/identity'
import { given } from './arguments.ts'
import { type SigningContext, signerOfIdentifier } from './kms-signer.ts'

/** Whose word counts for an agent, and by which policy it decides. Nothing of it comes in a call. */
export type ConsentPluginOptions = Omit<DeciderParts, 'registers'> &
  Policy & { readonly register: TrustedRegister }

/** Who signs: a DID that the agent manages. */
export interface SignConsentArgs {
  readonly did: string
  /** `kid` of the key. Default: the first that stands in the DID document. */
  readonly keyRef?: string
  readonly signal?: AbortSignal | undefined
}

export interface SignStatementArgs extends SignConsentArgs {
  /** Show `renderTerms` of it first, with the register and the present instant: that is signed. */
  readonly statement: Omit<StatementContent, 'issuedAt' | 'register'>
}

export interface SignWithdrawalArgs extends SignConsentArgs {
  readonly withdrawal: Omit<WithdrawalContent, 'issuedAt'>
}

export interface VerifySignedArgs {
  readonly token: string
  /** Whose key it is that signed. */
  readonly evidence: PatientEvidence
  readonly signal?: AbortSignal | undefined
}

export interface VerifySetArgs {
  readonly set: StatementSet
  readonly signal?: AbortSignal | undefined
}

export interface DecideArgs {
  /** Who asks: what `verifyPresentation` returned as `presentation`. */
  readonly presentation: VerifiedPresentation
  /** What `consentVerifyStatementSet` returned. */
  readonly set: VerifiedStatementSet
  readonly request: Omit<DeciderRequest, 'at' | 'now'>
}

/** The methods that {@link createConsentPlugin} gives an agent. */
export type ConsentMethods = {
  consentSignStatement(args: SignStatementArgs, context: SigningContext): Promise<string>
  consentVerifyStatement(args: VerifySignedArgs): Promise<VerifiedStatement>
  consentSignWithdrawal(args: SignWithdrawalArgs, context: SigningContext): Promise<string>
  consentVerifyWithdrawal(args: VerifySignedArgs): Promise<VerifiedWithdrawal>
  consentVerifyStatementSet(args: VerifySetArgs): Promise<VerifiedStatementSet>
  consentDecide(args: DecideArgs): Promise<Decision>
}

/**
 * Lets an agent sign what its patient states and withdraws, check what others signed, and decide
 * requests. Everything is about the present of the clock. What is verified is so in this process:
 * a remote agent's answer is a copy, and no gate accepts it.
 *
 * @throws ConsentError `combiner_unknown`. Each method throws what the function of its name throws, of
 *   `@fidecura/consent`; the signing ones {@link VeramoError} of `signerOfIdentifier`, too, and
 *   `consentDecide` those of `requesterOf`.
 */
export function createConsentPlugin(options: ConsentPluginOptions): {
  readonly methods: ConsentMethods
} {
  const { verifier, register } = options
  const { resolve, clock } = verifier
  const decider = createDecider({ ...options, registers: [register] })
  const signerOf = (args: SignConsentArgs, context: SigningContext): Promise<Signer> => {
    const call = { ...given('keyRef', args.keyRef), signal: args.signal }
    return signerOfIdentifier(args.did, context, { resolve, clock, ...call })
  }

  const methods: ConsentMethods = {
    async consentSignStatement(args, context) {
      const signer = await signerOf(args, context)
      const content = { ...args.statement, register: register.did, issuedAt: clock() }
      return signStatement(content, { signer, signal: args.signal })
    },
    async consentVerifyStatement({ token, evidence, signal }) {
      return verifyStatement(token, { verifier, evidence, signal })
    },
    async consentSignWithdrawal(args, context) {
      const signer = await signerOf(args, context)
      const content = { ...args.withdrawal, issuedAt: clock() }
      return signWithdrawal(content, { signer, signal: args.signal })
    },
    async consentVerifyWithdrawal({ token, evidence, signal }) {
      return verifyWithdrawal(token, { verifier, evidence, signal })
    },
    async consentVerifyStatementSet({ set, signal }) {
      return decider.verifyStatements(set, { signal })
    },
    async consentDecide({ presentation, set, request }) {
      // Last, for callers without types might name instants.
      const now = clock()
      return decider.decide(presentation, set, { ...request, at: now, now })
    },
  }
  return Object.freeze({ methods: Object.freeze(methods) })
}
