// A phone is lost and no key was put away: two people of the desk, who saw the patient, answer for a new key.
import { CodedError, epochSeconds, type JsonObject, systemClock } from '@fidecura/base'
import * as vc from '@fidecura/credentials'
import * as recovery from '@fidecura/credentials/recovery'
import { generateSigner, resolveDidKey as resolve, type Signer } from '@fidecura/identity'

let now = systemClock()
const clock = () => now
const [clinic, patient] = [await generateSigner(), await generateSigner()]
const issued = vc.createMemoryIssuedStore()
const listUrl = 'https://clinic.example/status/1'
const may = { revocation: 'by_issuer_key' } as const
const issuer = vc.createIssuer({ ...may, signer: clinic, store: issued, clock, listUrl })
const period = { validFrom: now, validUntil: epochSeconds(now + 365 * 86_400) }
const issue = (type: string, { did: subject, publicKey: holderKey }: Signer, claims: JsonObject) =>
  issuer.issue({ type, subject, holderKey, claims, ...period }, { format: 'dc+sd-jwt' })
const types = vc.credentialTypes
const roots = [{ did: clinic.did, types: Object.values(types) }]
const status = vc.createIssuerStatusSource([issuer])
const verifier = vc.createVerifier({ roots, resolve, status, clock })
const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const known = { record, method: 'in_person' }
const { id, token: old } = await issue(types.patientIdentity, patient, known)
// Each has a role at the clinic with the purpose PATADMIN, and the licence that it rests on.
const place = { did: clinic.did, name: 'Example Clinic' }
const job = { organisation: place, department: place, purposes: [recovery.deskPurpose] }
const board = { jurisdiction: 'CN', standing: 'active', regulator: 'Example Board' }
const employ = async (name: string, value: string) => {
  const signer = await generateSigner()
  const who = { name, profession: { system: 'http://snomed.info/sct', code: '106292003' } }
  const registration = { system: 'urn:oid:2.999.1.2', value }
  const licence = await issue(types.practitionerLicence, signer, { ...who, ...board, registration })
  const named = { licence: { issuer: clinic.did, id: licence.id } }
  const role = await issue(types.practitionerRole, signer, { ...who, ...job, ...named })
  return { signer, evidence: { role: role.token, licence: licence.token } }
}
const clerks = [await employ('Ada Example', 'L-1'), await employ('Bo Example', 'L-2')]
const store = recovery.createMemoryRecoveryStore()
const notify = async () => console.log('notice to the patient: a new key is wanted')
const parts = { signer: clinic, issuer, issued, store, verifier }
const desk = recovery.createRecoveryDesk({ ...parts, notify })
const about = { id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000009', record, issuedAt: now }
const phone = await generateSigner()
const identity = { issuer: clinic.did, id }
const wanted = { ...about, identity, from: patient.did, by: 'desk', reason: 'lost' } as const
const request = await recovery.signRecoveryRequest(wanted, { signer: phone })
const approvals: recovery.RecoverySignature[] = []
for (const { signer, evidence } of clerks) {
  const options = { signer, issuedAt: now }
  approvals.push({ token: await recovery.approveRecovery(request, options), evidence })
}
const told = (error: unknown) => (CodedError.is(error) ? error.code : error)
const alone = await desk.open({ request, approvals: approvals.slice(1) }).catch(told)
console.log(`one of them alone: ${alone}`)
const attempt = await desk.open({ request, approvals })
now = epochSeconds(now + 86_400)
const { subject } = await verifier.verifyCredential((await desk.complete(attempt.id)).identity)
console.log(`a day later: ${subject === phone.did ? 'the new phone' : subject}`)
now = epochSeconds(now + 61) // The status that the desk has just asked for counts for a minute.
console.log(`the old one, a minute after: ${await verifier.verifyCredential(old).catch(told)}`)
