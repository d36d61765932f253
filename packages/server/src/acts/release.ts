import { CodedError, encodeBase64url, encodeUtf8, joinBytes } from '@fidecura/base'
import { type Decision, requesterView } from '@fidecura/consent'
import { redact } from '@fidecura/consent/redact'
import type { ReadAnswer } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import type { RecordContent } from '../hospital/record-source.ts'
import type { About, Call } from '../http/call.ts'

/**
 * Shows what a decision lets somebody read, once it is written down what was decided, and that they read. Whoever is
 * refused learns nothing more; the reasons are for the patient and the custodian.
 *
 * @throws ServerError `not_available`; ConsentError `fhir_patient_mismatch`.
 */
export async function answerReading(
  call: Pick<Call, 'hospital' | 'noted'>,
  about: About,
  decision: Decision,
  content: RecordContent | undefined,
): Promise<ReadAnswer> {
  const view = requesterView(decision)
  await call.noted('decide', about, endOf(decision))
  if (view.answer !== 'permitted' || content === undefined) throw notAvailable()
  // Now, and not when it was asked for: it was decided a moment ago, and perhaps in the next second.
  const bundle = release(content, decision, call.hospital.clock())
  await call.noted('read', about)
  return { bundle: encodeBase64url(bundle), duties: view.duties }
}

export function notAvailable(): ServerError {
  return new ServerError('not_available', 'Not available')
}

function endOf({ kind, code }: Decision): {
  outcome: 'done' | 'refused' | 'failed'
  code?: string
} {
  if (kind === 'permit' || kind === 'permit_emergency') return { outcome: 'done' }
  return {
    outcome: kind === 'unknown' ? 'failed' : 'refused',
    ...(code === undefined ? {} : { code }),
  }
}

/**
 * Each resource is released or not as a whole, by the decision. What was not asked for stays behind, and what is
 * about another patient ends everything.
 */
function release(
  { resources, references }: RecordContent,
  decision: Decision,
  now: Call['now'],
): Uint8Array {
  const kept = resources.flatMap((bytes) => {
    try {
      const redacted = redact(bytes, decision, { references, now })
      return redacted.kept === 1 ? [redacted.bytes] : []
    } catch (error) {
      if (CodedError.is(error) && error.code === 'fhir_beyond_request') return []
      throw error
    }
  })
  const entries = kept.flatMap((bytes, n) => [
    encodeUtf8(`${n === 0 ? '' : ','}{"resource":`),
    bytes,
    encodeUtf8('}'),
  ])
  const head = encodeUtf8('{"resourceType":"Bundle","type":"collection","entry":[')
  return joinBytes([head, ...entries, encodeUtf8(']}')])
}
