import type { EpochSeconds, JsonObject } from '@fidecura/base'
import type { Decider } from '@fidecura/consent'
import type { CredentialReport, PresentationReport, Verifier } from '@fidecura/credentials'

/** What a place that only verifies judges with: roots, registers and a trust bundle, as its operator configured them. */
export interface LabDesk {
  readonly verifier: Verifier
  /** Accreditations of the trust bundle, beside those that a request brings along. */
  readonly chain: readonly string[]
  /** How presenters are told to call this place. Without it no presentation is judged. */
  readonly audience?: string
  /** With a custodian of its own. Without it nothing is decided. */
  readonly decider?: Decider
  /** What `GET /health` says of what is configured: no keys of anybody, no records. */
  readonly health: LabHealth
}

/** What an operator looks at to see whether this place can judge. */
export interface LabHealth {
  readonly roots: number
  readonly registers: number
  /** Of the trust bundle, if there is one: a bundle that nobody renews makes everything `unknown`. */
  readonly bundle?: { readonly sequence: number; readonly issuedAt: EpochSeconds }
  /** Whether invented samples are judged, at an instant of the past. */
  readonly samples: boolean
}

/** The languages that answers come in. */
export type LabLanguage = 'en' | 'zh-CN'

/** The words for people beside the codes for programs. */
export interface LabWords {
  report(report: CredentialReport | PresentationReport, language: LabLanguage): string
  problem(
    problem: {
      readonly code: string
      readonly message: string
      readonly place: string | undefined
    },
    language: LabLanguage,
  ): string
}

/** What a handler of requests needs. */
export interface LabOptions {
  /** Asked for at each request, so that what the operator changes counts from the next one on. */
  readonly desk: () => Promise<LabDesk>
  readonly words: LabWords
  /** What `Host` may name, without a port: whoever is led here by another name is refused. */
  readonly hosts: readonly string[]
  /** Of samples alone: forgets which presentations were used. */
  readonly forget?: () => void
}

/** `zh-CN` for whoever asks for any Chinese first. */
export function languageOf(request: Request): LabLanguage {
  return /^\s*zh\b/i.test(request.headers.get('accept-language') ?? '') ? 'zh-CN' : 'en'
}

export type LabAnswer = { readonly status: number; readonly body: JsonObject }
