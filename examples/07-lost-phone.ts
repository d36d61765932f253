// A phone is stolen: the key that was put away moves the patient's identity to a new one in three days.
import { CodedError, epochSeconds, systemClock } from '@fidecura/base'
import * as vc from '@fidecura/credentials'
import * as recovery from '@fidecura/credentials/recovery'
import { generateSigner, resolveDidKey as resolve, thumbprintOf } from '@fidecura/identity'

// A patient has put a second key away; the identity names its thumbprint, which tells nothing about it.
let now = systemClock()
const clock = () => now
const wait = (seconds: number) => {
  now = epochSeconds(now + seconds)
}
const [clinic, patient] = [await generateSigner(), await generateSigner()]
const [putAway, newPhone] = [await generateSigner(), await generateSigner()]
const issued = vc.createMemoryIssuedStore()
const listUrl = 'https://clinic.example/status/1'
// Whom a recovery needs, the desk asks itself, so its issuer may revoke.
const may = { revocation: 'by_issuer_key' } as const
const issuer = vc.createIssuer({ signer: clinic, store: issued, clock, listUrl, ...may })
const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const recoveryKey = await thumbprintOf(putAway.publicKey)
const type = vc.credentialTypes.patientIdentity
const { id, token: old } = await issuer.issue(
  {
    ...{ type, subject: patient.did, holderKey: patient.publicKey },
    claims: { record, method: 'in_person', recoveryKey },
    ...{ validFrom: now, validUntil: epochSeconds(now + 365 * 86_400) },
  },
  { format: 'dc+sd-jwt' },
)
const status = vc.createIssuerStatusSource([issuer])
const roots = [{ did: clinic.did, types: [type] }]
const verifier = vc.createVerifier({ roots, resolve, status, clock })

// The clinic's desk tells the patient on every way it knows before it opens anything.
const store = recovery.createMemoryRecoveryStore()
const notify = async ({ content }: recovery.RecoveryNotice) =>
  console.log(`notice to the patient: a new key is wanted by ${content.by}`)
const signer = clinic
const desk = recovery.createRecoveryDesk({ signer, issuer, issued, store, verifier, notify })

// A day after the theft the new phone asks, and the key that was put away approves that very request.
wait(86_400)
const theft = { reason: 'stolen', compromisedSince: epochSeconds(now - 86_400) } as const
const identity = { issuer: clinic.did, id }
const about = { id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000007', identity, record, ...theft }
const wanted = { ...about, from: patient.did, by: 'recovery_key', issuedAt: now } as const
const request = await recovery.signRecoveryRequest(wanted, { signer: newPhone })
const token = await recovery.approveRecovery(request, { signer: putAway, issuedAt: now })
const attempt = await desk.open({ request, approvals: [{ token }] })

const told = (error: unknown) => (CodedError.is(error) ? error.code : error)
console.log(`at once: ${await desk.complete(attempt.id).catch(told)}`)
wait(3 * 86_400)
const after = await desk.complete(attempt.id)
const { subject } = await verifier.verifyCredential(after.identity)
console.log(`three days later: ${subject === newPhone.did ? 'the new phone' : subject}`)
console.log(`the old one: ${await verifier.verifyCredential(old).catch(told)}`)
