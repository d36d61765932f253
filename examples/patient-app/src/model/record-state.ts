import { allowLoopbackHttp, isJsonObject, parseJson } from '@fidecura/base'
import {
  createMemoryWordState,
  type RegisteredStatement,
  type StatementSet,
  type TrustedRegister,
  type VerifiedStatementSet,
  verifyStatementSet,
} from '@fidecura/consent'
import {
  type Custodian,
  type VerifiedConsentRequest,
  verifyConsentRequest,
} from '@fidecura/consent/request'
import type { Verifier } from '@fidecura/credentials'
import { decodeJws } from '@fidecura/identity'
import type {
  AccessItem,
  CarriedRequest,
  Configuration,
  ConsentRequestItem,
  EntryItem,
  MandateItem,
  Notice,
} from '@fidecura/server/client'
import { agesAt } from './jurisdictions.ts'
import { type GivenMandate, readMandates } from './mandates.ts'
import type { Standing } from './wallet.ts'

/** What the service answered about one record; kept, so that it can be looked at without a network. */
export interface RecordAnswers {
  readonly requests: readonly ConsentRequestItem[]
  readonly statements: StatementSet
  readonly entries: readonly EntryItem[]
  readonly accesses: readonly AccessItem[]
  readonly notices: readonly Notice[]
  /** Of the patient alone. */
  readonly mandates?: readonly MandateItem[]
  /** Seconds since the epoch. */
  readonly askedAt: number
}

/** A request that waits, judged. */
export type OpenRequest = { readonly id: string; readonly carried: CarriedRequest } & (
  | { readonly request: VerifiedConsentRequest; readonly problem?: never }
  | { readonly request?: never; readonly problem: unknown }
)

/** A statement of the set, with the text that was signed. */
export interface ShownStatement {
  readonly registered: RegisteredStatement
  readonly token: string
  readonly text: string
}

/** The answers, judged. */
export interface RecordState {
  readonly requests: readonly OpenRequest[]
  readonly set: VerifiedStatementSet
  readonly statements: readonly ShownStatement[]
  readonly entries: readonly EntryItem[]
  readonly accesses: readonly AccessItem[]
  readonly notices: readonly Notice[]
  /** Those that the patient has given. */
  readonly mandates: readonly GivenMandate[]
  readonly askedAt: number
}

export interface JudgeOptions {
  readonly verifier: Verifier
  /** Whose word on statements counts: from the app's own settings. */
  readonly register: TrustedRegister
  readonly configuration: Configuration
  readonly standing: Standing
  /** The holder's own. */
  readonly did: string
  /** Who delivers requests. Default: the hospital, whose app this is. */
  readonly origin?: string
  readonly [allowLoopbackHttp]?: readonly string[]
}

export async function judgeAnswers(
  answers: RecordAnswers,
  options: JudgeOptions,
): Promise<RecordState> {
  const { verifier } = options
  const words = createMemoryWordState()
  const set = await verifyStatementSet(answers.statements, {
    ...{ verifier, words, register: options.register, ...agesAt(options.configuration) },
  })
  const open = answers.requests.filter(({ state }) => state === 'open')
  const requests = await Promise.all(open.map((item) => judgeRequest(item.id, item, options)))
  // Each token is read once: of hundreds, to look for each among all of them would hold the phone up.
  const tokens = new Map(
    answers.statements.statements.map(({ token }) => [textOf(token).name, token] as const),
  )
  const statements = set.statements.map((registered, index): ShownStatement => {
    const { issuer, id } = registered
    const token = tokens.get(JSON.stringify([issuer, id])) ?? ''
    return { registered, token, text: textOf(token).text || String(index + 1) }
  })
  const { entries, accesses, notices, askedAt } = answers
  const mandates = await readMandates(answers.mandates ?? [])
  return { requests, set, statements, entries, accesses, notices, mandates, askedAt }
}

/** Who asks, proven; or why nobody should answer. */
export async function judgeRequest(
  id: string,
  carried: CarriedRequest,
  options: JudgeOptions,
): Promise<OpenRequest> {
  const { verifier, configuration, standing, did, origin = location.origin } = options
  const { token, evidence, link } = carried
  const door = { [allowLoopbackHttp]: options[allowLoopbackHttp] ?? [location.origin] }
  try {
    const request = await verifyConsentRequest(token, {
      ...{ verifier, evidence, origin, ...door },
      dids: [did as Custodian['did']],
      custodians: [custodianOf(configuration, standing)],
      ...(link === undefined ? {} : { link }),
    })
    return { id, carried, request }
  } catch (problem) {
    return { id, carried, problem }
  }
}

function custodianOf({ custodian }: Configuration, { record }: Standing): Custodian {
  const { did, name, register } = custodian
  return { did, name, register, record: { ...record } }
}

/** Read for its words alone: the set that names it was verified. */
function textOf(token: string): { readonly name?: string; readonly text: string } {
  try {
    const payload = parseJson(decodeJws(token).payload)
    if (!isJsonObject(payload)) return { text: '' }
    const { issuer, id, credentialSubject } = payload
    const text = isJsonObject(credentialSubject) ? credentialSubject['text'] : undefined
    return { name: JSON.stringify([issuer, id]), text: typeof text === 'string' ? text : '' }
  } catch {
    return { text: '' }
  }
}
