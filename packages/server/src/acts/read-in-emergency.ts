import {
  type BreakGlassJournal,
  createReceiptTimeProofVerifier,
  decodeBreakGlass,
  verifyBreakGlass,
} from '@fidecura/consent'
import { digestOf } from '@fidecura/identity'
import type { EmergencyAnswer, EmergencyRequest } from '../api/bodies.ts'
import { emergencyRulesOf } from '../hospital/emergency-rules.ts'
import { createPatientNotifier } from '../hospital/notices.ts'
import { type Call, staffOf } from '../http/call.ts'
import { provePresented, rememberReader } from './presented.ts'
import { answerReading, notAvailable } from './release.ts'

/** v3-ActReason: a practitioner answers for looking without a consent. A role must name it. */
const breakGlass = 'BTG'

/**
 * Opens a record in an emergency, to a practitioner of this hospital who answers for it: once for each request that
 * they sign, and only after it is written down, deposited, and on its way to the patient.
 *
 * @throws ServerError `not_available`: also of a record that is not there, `challenge_unknown`, `credentials_not_held`; those of `verifyBreakGlass`, and of the verifier for what was presented.
 */
export async function readInEmergency(call: Call<EmergencyRequest>): Promise<EmergencyAnswer> {
  const { hospital, body, session, signal } = call
  const { site, verifier, directory, store, settings } = hospital
  const { content: asked } = decodeBreakGlass(body.breakGlass)
  const { nonce } = asked
  const record = { ...asked.record }
  const about = { patient: record, purposes: [breakGlass] }
  // From here on a refusal is written down with whose record it was about.
  call.acting('read', about)
  // Of the session, and never of somebody whose tokens lie at hand.
  const { roleToken: role, licenceToken: licence } = staffOf(call)
  const { presentation, audience } = await provePresented(call, { ...body, nonce })
  await rememberReader(call)
  const content =
    record.system === settings.recordSystem ? await hospital.records.read(record) : undefined
  // A register that holds what anybody made up would be of use to nobody.
  if (content === undefined) throw notAvailable()
  const objects = [{ type: 'Provenance', id: await digestOf(body.breakGlass) }]
  const ports = call.acting('create', { ...about, objects })
  const register = { did: site.did, keys: [site.thumbprint] }
  let receipt = ''
  const journal: BreakGlassJournal = {
    // The register has it deposited in the log of the hospital before there is a receipt.
    async keep(token, options) {
      receipt = await hospital.register(ports).keepBreakGlass(token, options)
      return receipt
    },
    verify: createReceiptTimeProofVerifier({ register, resolve: directory.resolve }),
  }
  const proven = await verifyBreakGlass(body.breakGlass, {
    ...{ verifier, audience, nonce, journal, signal },
    evidence: { role, licence, chain: session?.chain ?? [] },
    rules: emergencyRulesOf(hospital),
    replay: store.replay,
    tenant: settings.id,
    notify: createPatientNotifier(hospital),
  })
  const set = await hospital.register(store).attest(record, { signal })
  const decision = hospital.decider.decide(
    presentation,
    await hospital.decider.verifyStatements(set, { signal }),
    {
      ...{ subject: record, action: 'access', purposes: [breakGlass], data: body.data },
      ...{ custodian: site.did, legalBasis: 'vital_interest', breakGlass: proven },
    },
  )
  const answer = await answerReading(call, about, decision, content)
  // The register has deposited it: this finds that very deposit.
  const deposited = await hospital.preservation?.deposit(body.breakGlass)
  const evidence = deposited === undefined ? {} : { evidence: deposited.id }
  return { ...answer, until: proven.until, receipt, ...evidence }
}
