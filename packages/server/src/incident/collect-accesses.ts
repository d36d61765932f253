import type { EpochSeconds } from '@fidecura/base'
import type { Identifier } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { AuditAct, AuditKind, LoggedAct } from '@fidecura/monitor'
import type { Hospital } from '../hospital/hospital.ts'
import { recordKey } from '../hospital/record-key.ts'
import type { IncidentQuestion } from './incident-question.ts'

/** One act upon the record of a patient. */
export interface Access {
  /** Of the audit log. */
  readonly sequence: number
  readonly event: string
  readonly at: EpochSeconds
  readonly kind: AuditKind
  readonly outcome: AuditAct['outcome']
  readonly code?: string | undefined
  readonly purposes: readonly string[]
  readonly actor?: Did | undefined
  readonly organisation?: Did | undefined
  /** Whence it came. */
  readonly client: string
  /** What was decided for it then, as it was written down then. */
  readonly decided?: Pick<AuditAct, 'outcome' | 'code'> | undefined
}

/** A record that was acted upon, in the order of the acts. */
export interface TouchedRecord {
  readonly record: Identifier
  readonly accesses: readonly Access[]
}

/** All that somebody did within the time that is asked about. */
export interface CollectedAccesses {
  readonly records: readonly TouchedRecord[]
  /** Acts about nobody’s record, such as signing in. */
  readonly others: number
  /** Events of this actor that were looked at, of whatever time. */
  readonly looked: number
}

const pageSize = 1000
/** A decision goes before its reading by no more. */
const maxGapSeconds = 60

/**
 * Goes through all that an actor ever did here, for a clock that was set back makes earlier ones of later acts.
 *
 * @param onPage - Told how many events were looked at so far.
 */
export async function collectAccesses(
  { store }: Pick<Hospital, 'store'>,
  { actor, from, to }: IncidentQuestion,
  onPage: (looked: number) => void = () => undefined,
): Promise<CollectedAccesses> {
  const found: LoggedAct[] = []
  let looked = 0
  let before: number | undefined
  for (;;) {
    const page = await store.audit.by(actor, { before, limit: pageSize })
    looked += page.length
    found.push(...page.filter(({ act }) => act.recordedAt >= from && act.recordedAt < to))
    onPage(looked)
    before = page.at(-1)?.sequence
    if (page.length < pageSize) break
  }
  const touched = new Map<string, { readonly record: Identifier; readonly acts: LoggedAct[] }>()
  let others = 0
  for (const logged of found.toReversed()) {
    const { patient: record } = logged.act
    if (record === undefined) {
      others += 1
      continue
    }
    const key = recordKey(record)
    const known = touched.get(key) ?? { record, acts: [] }
    touched.set(key, known)
    known.acts.push(logged)
  }
  const records = [...touched.values()].map(({ record, acts }) => ({
    record,
    accesses: withDecisions(acts),
  }))
  return { records, others, looked }
}

/** Puts what was decided beside the reading that it was decided for. */
function withDecisions(acts: readonly LoggedAct[]): readonly Access[] {
  const accesses: Access[] = []
  let decision: LoggedAct | undefined
  for (const logged of acts) {
    const { sequence, act } = logged
    if (act.kind === 'decide') decision = logged
    const { id: event, recordedAt: at, kind, outcome, code, purposes = [], client, actor } = act
    const isDecided =
      kind === 'read' && decision !== undefined && at - decision.act.recordedAt <= maxGapSeconds
    accesses.push({
      ...{ sequence, event, at, kind, outcome, code, purposes, client },
      actor: actor?.did,
      organisation: actor?.organisation,
      ...(isDecided
        ? { decided: { outcome: decision?.act.outcome ?? 'failed', code: decision?.act.code } }
        : {}),
    })
    // One decision, one reading.
    if (kind === 'read') decision = undefined
  }
  return accesses
}
