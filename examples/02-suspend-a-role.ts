// A department gives a doctor a role and suspends it. A minute later every platform refuses it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError, epochSeconds, systemClock } from '@fidecura/base'
import * as credentials from '@fidecura/credentials'
import { generateSigner, resolveDidKey } from '@fidecura/identity'
import { openStore } from '@fidecura/store'

let now = systemClock()
const clock = () => now
const folder = await mkdtemp(join(tmpdir(), 'fidecura-example-'))
const store = await openStore(join(folder, 'issued.sqlite'))

// Credentials and every change of their status are on disk before they are handed out.
const openIssuer = async (listUrl: string) => {
  const signer = await generateSigner()
  const issuer = credentials.createIssuer({ signer, store: store.issued, clock, listUrl })
  return { did: signer.did, ...issuer }
}
const authority = await openIssuer('https://authority.example/status/1')
const department = await openIssuer('https://cardiology.example/status/1')

const { practitionerLicence, practitionerRole } = credentials.credentialTypes
const doctor = await generateSigner()
const holder = { subject: doctor.did, holderKey: doctor.publicKey }
const common = { ...holder, validFrom: now, validUntil: epochSeconds(now + 180 * 86_400) }
const format = { format: 'dc+sd-jwt' } as const
const name = 'Dr Ada Example'
const profession = { system: 'http://snomed.info/sct', code: '309343006', display: 'Physician' }
const registration = { system: 'urn:oid:2.999.1.2', value: 'L-1' }
const practice = { regulator: 'Example Board', jurisdiction: 'CN', standing: 'active' }
const licensed = { name, profession, registration, ...practice }
const licence = await authority.issue(
  { type: practitionerLicence, claims: licensed, ...common },
  format,
)
const place = { did: department.did, name: 'Cardiology' }
const rests = { purposes: ['TREAT'], licence: { issuer: authority.did, id: licence.id } }
const works = { name, profession, organisation: place, department: place, ...rests }
const role = await department.issue({ type: practitionerRole, claims: works, ...common }, format)

// A platform that trusts both. Issuers serve their lists over https; here they are asked directly.
const status = credentials.createIssuerStatusSource([authority, department])
const roots = [
  { did: authority.did, types: [practitionerLicence] },
  { did: department.did, types: [practitionerRole] },
]
const verifier = credentials.createVerifier({ roots, resolve: resolveDidKey, clock, status })
const verdict = async () =>
  verifier.verifyCredential(role.token, { licence: licence.token }).then(
    () => 'accepted',
    (error) => (CodedError.is(error) ? error.code : error),
  )
console.log(`before: ${await verdict()}`)
await department.suspend(role.id, { reason: 'under_review' })
now = epochSeconds(now + 61)
console.log(`a minute after the suspension: ${await verdict()}`)
await store.close().then(() => rm(folder, { recursive: true }))
