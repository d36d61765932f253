import { CodedError, type EpochSeconds, type Outcome } from '@fidecura/base'
import type { Credential } from './credential.ts'
import { CredentialError } from './errors.ts'
import { asCredentialError } from './placed.ts'
import type { AuthorityWay } from './verified.ts'

/** What must hold of every credential. A brand is minted only if each of them has passed. */
export const credentialChecks = [
  'format',
  'type',
  'claims',
  'period',
  'holder',
  'authority',
  'issuer',
  'signature',
  'status',
  'licence',
] as const

/** What must hold of a presentation beyond its credentials. */
export const presentationChecks = [
  'presentation',
  'key_binding',
  'same_holder',
  'credentials',
  'replay',
] as const

/** One of {@link credentialChecks}. */
export type CredentialCheck = (typeof credentialChecks)[number]
/** One of {@link presentationChecks}. */
export type PresentationCheck = (typeof presentationChecks)[number]
/** A check of either kind. */
export type CheckName = CredentialCheck | PresentationCheck

/** The outcome of one check. */
export type CheckResult = PassedCheck | RefusedCheck

interface PassedCheck {
  readonly check: CheckName
  readonly outcome: 'passed'
  readonly code?: never
  readonly place?: never
}

interface RefusedCheck {
  readonly check: CheckName
  readonly outcome: Outcome
  /** The most specific one, of this package or of those below. */
  readonly code: string
  /** Which token (`/chain/2`, `/licence`, `/credentials/0`) or which member of it. */
  readonly place?: string
}

/** What checks say together: `unknown` counts as not good, yet trying again may help. */
export type Verdict = 'passed' | Outcome

/** Every check of one credential. */
export interface CredentialReport {
  /** One failed check makes it `failed`, else one unknown makes it `unknown`. */
  readonly verdict: Verdict
  readonly checks: readonly CheckResult[]
  /** As far as it could be read, whatever the verdict: not to be acted on. */
  readonly credential: Credential | undefined
  /**
   * How the issuer that it names came by its permission, each accreditation proven; undefined unless
   * there is such a way. Says nothing about what else was refused, its signature included.
   */
  readonly authority: AuthorityWay | undefined
  readonly at: EpochSeconds
  readonly now: EpochSeconds
}

/** Every check of one presentation, those of its credentials included. */
export interface PresentationReport {
  readonly verdict: Verdict
  readonly checks: readonly CheckResult[]
  readonly credentials: readonly CredentialReport[]
  readonly at: EpochSeconds
  readonly now: EpochSeconds
}

interface Problem {
  readonly check: CheckName
  readonly error: CodedError
}

/**
 * Fills up while one thing is checked. What nobody wrote down counts as unknown, so a check that was
 * forgotten can never be taken for one that passed.
 */
export class CheckSheet<Name extends CheckName = CheckName> {
  readonly #names: readonly Name[]
  #passed = 0
  readonly #problems: Problem[] = []

  constructor(names: readonly Name[]) {
    this.#names = names
  }

  pass(check: Name): void {
    this.#passed |= 1 << this.#names.indexOf(check)
  }

  /** Anything but our own coded errors is a fault of the program and goes on. */
  refuse(check: Name, error: unknown): void {
    if (!CodedError.is(error)) throw error
    this.#problems.push({ check, error })
  }

  /** Makes a check. The arguments come apart, for lists of them would be garbage at every call. */
  attempt<A, B, C>(check: Name, assert: (a: A, b: B, c: C) => void, a: A, b: B, c: C): boolean {
    try {
      assert(a, b, c)
      this.pass(check)
      return true
    } catch (error) {
      this.refuse(check, error)
      return false
    }
  }

  hasPassed(...checks: readonly Name[]): boolean {
    return checks.every((check) => (this.#passed & (1 << this.#names.indexOf(check))) !== 0)
  }

  /** Whether each check has passed and none was refused. */
  get complete(): boolean {
    return this.#problems.length === 0 && this.#passed === 2 ** this.#names.length - 1
  }

  get verdict(): Verdict {
    if (this.complete) return 'passed'
    return this.#problems.some(({ error }) => error.outcome === 'failed') ? 'failed' : 'unknown'
  }

  results(): readonly CheckResult[] {
    return Object.freeze(this.#names.flatMap((name, index) => this.#resultsOf(name, index)))
  }

  /** What to throw: the first failed check, else the first unknown one. */
  rejection(): CredentialError {
    const problem =
      this.#problems.find(({ error }) => error.outcome === 'failed') ?? this.#problems[0]
    return problem === undefined ? notMade() : asCredentialError(problem.error)
  }

  #resultsOf(check: Name, index: number): readonly CheckResult[] {
    const problems = this.#problems.filter((problem) => problem.check === check)
    if (problems.length > 0) {
      return problems.map(({ error: { outcome, code, place } }) =>
        Object.freeze({ check, outcome, code, ...(place === undefined ? {} : { place }) }),
      )
    }
    if ((this.#passed & (1 << index)) !== 0) return [Object.freeze({ check, outcome: 'passed' })]
    return [Object.freeze({ check, outcome: 'unknown', code: notMade().code })]
  }
}

function notMade(): CredentialError {
  return new CredentialError('check_not_made', 'A check was not reached', { outcome: 'unknown' })
}
