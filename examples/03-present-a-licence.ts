// A doctor shows a licence to one platform, for one request, and without the registration number.
import { CodedError, encodeBase64url, epochSeconds, systemClock } from '@fidecura/base'
import {
  createMemoryStatusSource,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusList,
  presentCredential,
} from '@fidecura/credentials'
import { generateSigner, randomBytes, resolveDidKey } from '@fidecura/identity'

const now = systemClock()
const period = { issuedAt: now, validFrom: now, validUntil: epochSeconds(now + 86_400) }
const authority = await generateSigner()
const doctor = await generateSigner()
const url = 'https://authority.example/status'
const list = await issueStatusList({ format: 'token', url, ...period }, { signer: authority })
const licence = await issueCredential(
  {
    type: credentialTypes.practitionerLicence,
    id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001',
    subject: doctor.did,
    holderKey: doctor.publicKey,
    claims: {
      name: 'Dr Ada Example',
      regulator: 'Example Board',
      registration: { system: 'urn:oid:2.999.1.2', value: 'L-1' },
      profession: { system: 'http://snomed.info/sct', code: '309343006', display: 'Physician' },
      jurisdiction: 'CN',
      standing: 'active',
    },
    status: { kind: 'token', list: url, index: 4711 },
    ...period,
  },
  { signer: authority, format: 'dc+sd-jwt' },
)

const verifier = createVerifier({
  roots: [{ did: authority.did, types: [credentialTypes.practitionerLicence] }],
  resolve: resolveDidKey,
  status: createMemoryStatusSource({ lists: [{ url, token: list, fetchedAt: now }] }),
  clock: systemClock,
})
const show = (audience: string, nonce: string) =>
  presentCredential(licence, { disclose: ['name'], signer: doctor, audience, nonce, issuedAt: now })
const ask = (presentation: string, nonce: string) =>
  verifier.verifyPresentation(presentation, { audience: 'https://clinic.example', nonce }).then(
    ({ credentials }) => `accepted, showing ${Object.keys(credentials[0]?.claims ?? {}).sort()}`,
    (error) => (CodedError.is(error) ? error.code : error),
  )
const nonce = encodeBase64url(randomBytes(16))
const presentation = await show('https://clinic.example', nonce)
console.log(`for another request: ${await ask(presentation, 'another nonce')}`)
console.log(`made for somebody else: ${await ask(await show('https://x.example', nonce), nonce)}`)
console.log(`as asked for: ${await ask(presentation, nonce)}`)
console.log(`once more: ${await ask(presentation, nonce)}`)
