import { CodedError, type JsonObject } from '@fidecura/base'
import { type CheckName, credentialTypes, type PresentationReport } from '@fidecura/credentials'
import type { DcqlQuery, OpenIdVerifier } from '@fidecura/openid/verifier'

/** Somebody at the door is asked who they are. */
export interface DoorCheck {
  readonly session: string
  readonly link: string
  report?: DoorReport
  /** Nothing more will come. A wallet that was refused may try again. */
  isOver: boolean
}

/** Every check, and what it said. */
export interface DoorReport {
  readonly verdict: 'passed' | 'failed' | 'unknown'
  /** Of the presentation as a whole. */
  readonly checks: readonly DoorRow[]
  readonly credentials: readonly DoorCredential[]
  /** Why there is nothing to check: the answer was none to this question, or none was given. */
  readonly code?: string
}

export interface DoorCredential {
  readonly is: 'role' | 'licence' | 'other'
  /** Unless the verdict is `passed`, what the paper says of itself. */
  readonly claims: JsonObject
  readonly checks: readonly DoorRow[]
}

export interface DoorRow {
  readonly check: CheckName
  readonly outcome: 'passed' | 'failed' | 'unknown'
  readonly code?: string
}

const query: DcqlQuery = {
  credentials: [
    one('role', credentialTypes.practitionerRole, [
      ...['name', 'organisation', 'department', 'profession', 'licence'],
    ]),
    one('licence', credentialTypes.practitionerLicence, [
      ...['name', 'registration', 'jurisdiction', 'standing'],
    ]),
  ],
}

function one(
  id: string,
  type: string,
  claims: readonly string[],
): DcqlQuery['credentials'][number] {
  const meta = { vct_values: [type] }
  return { id, format: 'dc+sd-jwt', meta, claims: claims.map((path) => ({ path: [path] })) }
}

/** A code for the wallet of whoever stands there. `explain`: a refusal must be seen in full, too. */
export async function askAtTheDoor(openid: OpenIdVerifier): Promise<DoorCheck> {
  const { session, link } = await openid.ask(query, { device: 'other', explain: true })
  return { session, link, isOver: false }
}

/** Looks whether somebody has answered, and what there is to say of it. */
export async function lookAtTheDoor(door: DoorCheck, openid: OpenIdVerifier): Promise<void> {
  try {
    const answer = await openid.collect(door.session)
    door.isOver = answer.kind !== 'waiting'
    switch (answer.kind) {
      case 'waiting':
        if (answer.report !== undefined) door.report = reportOf(answer.report)
        else if (answer.refused !== undefined) door.report = nothingOf(answer.refused)
        return
      case 'declined':
        door.report = nothingOf(answer.reason)
        return
      case 'presented':
        if (answer.report !== undefined) door.report = reportOf(answer.report)
        return
      default:
        answer satisfies never
    }
  } catch (error) {
    if (!CodedError.is(error)) throw error
    // Its time is over: what was seen stays.
    door.isOver = error.outcome === 'failed'
    door.report ??= nothingOf(error.code)
  }
}

function reportOf({ verdict, checks, credentials }: PresentationReport): DoorReport {
  return {
    verdict,
    checks,
    credentials: credentials.map(({ credential, checks: rows }) => ({
      is: kindOf(credential?.types ?? []),
      claims: credential?.claims ?? {},
      checks: rows,
    })),
  }
}

function kindOf(types: readonly string[]): DoorCredential['is'] {
  if (types.includes(credentialTypes.practitionerRole)) return 'role'
  return types.includes(credentialTypes.practitionerLicence) ? 'licence' : 'other'
}

function nothingOf(code: string): DoorReport {
  return { verdict: 'unknown', checks: [], credentials: [], code }
}
