import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, epochSeconds, type Fetch, systemClock } from '@fidecura/base'
import {
  type RequestedData,
  recordReference,
  signStatement,
  type TrustedRegister,
} from '@fidecura/consent'
import { type ReferenceMap, termsFromFhir } from '@fidecura/consent/fhir'
import { createRegister } from '@fidecura/consent/register'
import {
  createHttpStatusSource,
  createIssuer,
  createVerifier,
  credentialTypes,
  historyUrlOf,
  type IssuerContents,
  type PresentationBundle,
  presentCredentials,
  type StatusSource,
} from '@fidecura/credentials'
import {
  createCommonResolver,
  createDidDocument,
  type Did,
  generateSigner,
  parseDid,
  type ResolveDid,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { openStore } from '@fidecura/store'
import { readText } from '../workspace-files.ts'

/** What the programs in the READMEs are given: a hospital at work, and its network. */

const now = systemClock()
const folder = mkdtempSync(join(tmpdir(), 'fidecura-readme-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const pages = new Map<string, string>()

export const clock: Clock = () => now
export const fetch: Fetch = async (url) => {
  const page = pages.get(url)
  return page === undefined ? new Response('', { status: 404 }) : new Response(page)
}
/** A node of a chain on which nothing has happened. */
export const rpc = async ({ method }: { readonly method: string }): Promise<unknown> => {
  if (method === 'eth_chainId') return '0x7a69'
  const digest = `0x${'0'.repeat(64)}`
  if (method === 'eth_call') return digest
  return { number: '0x1', hash: digest, timestamp: `0x${Math.floor(now).toString(16)}` }
}
/** Where the platform keeps what it has seen. */
export const store = await openStore(join(folder, 'platform.sqlite'))
/** Where a department keeps what it issues. */
export const file = join(folder, 'department.sqlite')

const issued = await openStore(join(folder, 'hospital.sqlite'))
const days = (count: number) => ({
  validFrom: now,
  validUntil: epochSeconds(now + count * 86_400),
})

const board = await found('board.example', undefined)
const hospital = await found('hospital.example', parseDid('did:web:hospital.example'))
const doctorKey = await generateSigner()
const patientKey = await generateSigner()

/** The one DID that the platform is configured to trust. */
export const authority: Did = board.signer.did
/** The DID of whoever keeps the register. */
export const register: Did = hospital.signer.did
/** Whose word counts, by its one key. */
export const registers: readonly TrustedRegister[] = [
  { did: register, keys: [await thumbprintOf(hospital.signer.publicKey)] },
]
export const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' } as const

const { practitionerLicence, practitionerRole, patientIdentity } = credentialTypes
const accreditation = await board.issuer.issue(
  {
    type: credentialTypes.issuingAccreditation,
    subject: register,
    claims: {
      name: 'Example Hospital',
      types: [practitionerRole, patientIdentity],
      depth: 0,
      organisations: [register],
      departments: [register],
      purposes: ['TREAT'],
      recordSystems: [record.system],
      keys: [await thumbprintOf(hospital.signer.publicKey)],
    },
    ...days(365),
  },
  { format: 'vc+jwt' },
)
const person = {
  name: 'Dr Ada Example',
  profession: { system: 'http://snomed.info/sct', code: '309343006', display: 'Physician' },
}
const licence = await board.issuer.issue(
  {
    type: practitionerLicence,
    claims: {
      ...person,
      regulator: 'Example Board',
      registration: { system: 'urn:oid:2.999.1.2', value: 'L-1' },
      jurisdiction: 'CN',
      standing: 'active',
    },
    ...holder(doctorKey),
  },
  { format: 'dc+sd-jwt' },
)
const place = { did: register, name: 'Example Hospital' }
/** What a role is to say, but for its type. */
export const contents: Omit<IssuerContents, 'type'> = {
  claims: {
    ...person,
    organisation: place,
    department: place,
    purposes: ['TREAT'],
    licence: { issuer: authority, id: licence.id },
  },
  ...holder(doctorKey),
}
const role = await hospital.issuer.issue(
  { ...contents, type: practitionerRole },
  { format: 'dc+sd-jwt' },
)
const identity = await hospital.issuer.issue(
  { type: patientIdentity, claims: { record, method: 'in_person' }, ...holder(patientKey) },
  { format: 'dc+sd-jwt' },
)
await Promise.all([board.publish(), hospital.publish()])

/** What the QR code of a desk says, which hands out the identities of patients. */
const desks = 'https://hospital.example'
const offered = {
  format: 'dc+sd-jwt',
  vct: patientIdentity,
  cryptographic_binding_methods_supported: ['jwk'],
  proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
}
const issuing = {
  credential_issuer: desks,
  credential_endpoint: `${desks}/credential`,
  credential_configurations_supported: { identity: offered },
}
const tokens = { issuer: desks, token_endpoint: `${desks}/token` }
pages.set(`${desks}/.well-known/openid-credential-issuer`, JSON.stringify(issuing))
pages.set(`${desks}/.well-known/oauth-authorization-server`, JSON.stringify(tokens))
const offer = { credential_issuer: desks, credential_configuration_ids: ['identity'] }
export const link: string = `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`

/** Accreditations from the authority down. */
export const chain = [accreditation.token]
export const audience = 'https://clinic.example'
export const nonce = 'drawn for this one request'
/** What the doctor's wallet answered. */
export const presentation: PresentationBundle = await presentCredentials(
  [role.token, licence.token],
  { disclose: [], signer: doctorKey, audience, nonce, issuedAt: now, chain },
)

export const resolve: ResolveDid = createCommonResolver({ fetch })
export const roots = [{ did: authority, types: Object.values(credentialTypes) }]
export const status: StatusSource = createHttpStatusSource({ fetch })
/** A credential that hangs below them: the identity of a patient. */
export const { token } = identity
const desk = createRegister({
  signer: hospital.signer,
  store: issued.register,
  verifier: createVerifier({ roots, resolve, status, clock }),
})
/** A patient’s FHIR Consent, and what its references stand for. */
export const bytes: Uint8Array = new TextEncoder().encode(readText('examples/consent.fhir.json'))
export const references: ReferenceMap = {
  'Patient/1': recordReference(record),
  'Organization/1': register,
}
export const { validFrom, validUntil } = days(90)
export const [grantee, controller] = [place, place]
await desk.submit({
  token: await signStatement(
    {
      id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001',
      kind: 'consent',
      record,
      grantee,
      controller,
      terms: termsFromFhir(bytes, { references }).terms,
      source: { bytes, references },
      language: 'en',
      issuedAt: now,
      register,
      validFrom,
      validUntil,
    },
    { signer: patientKey },
  ),
  evidence: { identity: identity.token, chain },
})
/** What the register answered about the record. */
export const attested: Awaited<ReturnType<typeof desk.attest>> = await desk.attest(record)
/** Who keeps what is asked for. */
export const custodian = controller.did
/** What is asked for: laboratory results. */
export const data: readonly RequestedData[] = [
  { scope: 'category', types: [{ system: 'http://loinc.org', code: '11502-2' }] },
]

/** The key of a department. */
export const signer: Signer = await generateSigner()
export const listUrl = 'https://cardiology.hospital.example/status/1'

function holder({ did, publicKey }: Signer) {
  return { subject: did, holderKey: publicKey, ...days(180) }
}

/** An organisation that serves its list, its history and, for did:web, its document. */
async function found(domain: string, did: Did | undefined) {
  const signer = await generateSigner(did === undefined ? {} : { did, fragment: 'key-1' })
  const url = `https://${domain}/status/1`
  const issuer = createIssuer({ signer, store: issued.issued, clock, listUrl: url })
  const keys = [{ fragment: 'key-1', jwk: signer.publicKey }]
  const document = JSON.stringify(createDidDocument({ did: signer.did, keys }))
  pages.set(`https://${domain}/.well-known/did.json`, document)
  const publish = async (): Promise<void> => {
    const { list, history } = await issuer.publish()
    pages.set(url, list).set(historyUrlOf(url), history)
  }
  return { signer, issuer, publish }
}
