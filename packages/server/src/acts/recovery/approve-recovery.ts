import { CodedError, epochSeconds } from '@fidecura/base'
import {
  decodeRecoveryRequest,
  type RecoveryDesk,
  type RecoverySignature,
  type RecoverySubmission,
} from '@fidecura/credentials/recovery'
import type { DocumentChange } from '@fidecura/store'
import type { RecoveryItem } from '../../api/bodies.ts'
import { ServerError } from '../../errors.ts'
import { type Call, changedMeanwhile } from '../../http/call.ts'
import {
  actingOn,
  attempts,
  byHolderOf,
  deskOf,
  holderKind,
  itemOf,
  keptOf,
  keptSeconds,
} from './kept-recovery.ts'

/** Adds the approval of somebody of the desk; the second one opens the recovery. */
export async function approveRecovery(call: Call<RecoverySignature>): Promise<RecoveryItem> {
  const { hospital, body, params, now, signal } = call
  const { documents } = hospital.store
  const { document, kept } = await keptOf(documents, params['id'] ?? '', now)
  const request = decodeRecoveryRequest(kept.request)
  const ports = actingOn(call, request)
  if (request.by !== 'desk' || kept.approvals.length > 1) throw stateWrong()
  const approvals = [...kept.approvals, body]
  // The desk judges both together: that they are two people, and that each may.
  const isOpen = approvals.length > 1
  const desk = deskOf(hospital, ports)
  if (isOpen) await desk.open({ request: kept.request, approvals }, { signal })
  else await judgeFirst(desk, { request: kept.request, approvals: [body, body] }, signal)
  const next = { ...kept, approvals }
  const { id, subject, version } = document
  const expiresAt = isOpen ? epochSeconds(now + keptSeconds) : document.expiresAt
  const replace = attempts.of(id, next, { subject, expiresAt })
  const changes: DocumentChange[] = [{ replace, version }]
  // Both are there as long as one another.
  if (isOpen) {
    changes.push({ remove: { kind: holderKind, id } })
    changes.push({ insert: byHolderOf(id, request, expiresAt) })
  }
  // Of two approvals at once one is to be given again; what is open already, is.
  if (!(await ports.documents.write(changes, now)) && !isOpen) {
    throw changedMeanwhile()
  }
  return itemOf(hospital, request.id, next)
}

/**
 * The first approval is judged when it comes, or one that nobody could count would end what others must approve:
 * twice the same is refused for that alone if it is good.
 */
async function judgeFirst(
  desk: RecoveryDesk,
  twice: RecoverySubmission,
  signal: AbortSignal,
): Promise<void> {
  try {
    await desk.open(twice, { signal })
  } catch (error) {
    if (CodedError.is(error) && error.code === 'recovery_approver_twice') return
    throw error
  }
}

function stateWrong(): ServerError {
  return new ServerError('changed_meanwhile', 'Nothing that waits for an approval')
}
