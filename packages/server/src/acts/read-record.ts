import type { ReadAnswer, ReadRequest } from '../api/bodies.ts'
import type { Call } from '../http/call.ts'
import { provePresented, rememberReader } from './presented.ts'
import { answerReading, notAvailable } from './release.ts'

/**
 * Decides whether somebody may read, and shows them what may be released.
 *
 * @throws ServerError `not_available`; those of the verifier for what was presented.
 */
export async function readRecord(call: Call<ReadRequest>): Promise<ReadAnswer> {
  const { hospital, body, signal } = call
  const { record, purpose } = body
  const about = { patient: record, purposes: [purpose] }
  // From here on a refusal is written down with whose record it was about.
  call.acting('read', about)
  const { presentation } = await provePresented(call, body)
  await rememberReader(call)
  if (record.system !== hospital.settings.recordSystem) throw notAvailable()
  const set = await hospital.register(hospital.store).attest(record, { signal })
  const decision = hospital.decider.decide(
    presentation,
    await hospital.decider.verifyStatements(set, { signal }),
    {
      ...{ subject: record, action: 'access', purposes: [purpose], data: body.data },
      custodian: hospital.site.did,
    },
  )
  return answerReading(call, about, decision, await hospital.records.read(record))
}
