// A hospital vouches for its patient. Whoever trusts the health authority can check that.
import { CodedError, epochSeconds, systemClock } from '@fidecura/base'
import {
  createMemoryStatusSource,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusList,
} from '@fidecura/credentials'
import { generateSigner, resolveDidKey, type Signer } from '@fidecura/identity'

const now = systemClock()
const period = { issuedAt: now, validFrom: now, validUntil: epochSeconds(now + 86_400) }
const authority = await generateSigner()
const hospital = await generateSigner()
const patient = await generateSigner()

// Who issues health credentials serves a signed list of those that no longer hold.
const listOf = async (url: string, signer: Signer) => ({
  url,
  fetchedAt: now,
  token: await issueStatusList({ format: 'token', url, ...period }, { signer }),
})
const lists = [
  await listOf('https://authority.example/status', authority),
  await listOf('https://hospital.example/status', hospital),
]
const { issuingAccreditation, patientIdentity } = credentialTypes
const recordSystems = ['urn:oid:2.999.1.1']
const accreditation = await issueCredential(
  {
    type: issuingAccreditation,
    subject: hospital.did,
    claims: { name: 'Example Hospital', types: [patientIdentity], depth: 0, recordSystems },
    status: { kind: 'token', list: 'https://authority.example/status', index: 4711 },
    ...period,
  },
  { signer: authority, format: 'vc+jwt' },
)
const identity = await issueCredential(
  {
    type: patientIdentity,
    subject: patient.did,
    holderKey: patient.publicKey,
    claims: { record: { system: 'urn:oid:2.999.1.1', value: 'R-1' }, method: 'in_person' },
    status: { kind: 'token', list: 'https://hospital.example/status', index: 815 },
    ...period,
  },
  { signer: hospital, format: 'dc+sd-jwt' },
)

// The verifier knows the authority, and nobody else.
const roots = [{ did: authority.did, types: [issuingAccreditation, patientIdentity] }]
const status = createMemoryStatusSource({ lists })
const verifier = createVerifier({ roots, resolve: resolveDidKey, status, clock: systemClock })
const { roots: vouched } = await verifier.verifyCredential(identity, { chain: [accreditation] })
console.log(`verified, up to the authority: ${vouched[0] === authority.did}`)
const refused: unknown = await verifier.verifyCredential(identity).catch((error) => error)
console.log(`without the accreditation: ${CodedError.is(refused) ? refused.code : 'accepted'}`)
