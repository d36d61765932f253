// A doctor shows two platforms 'a licensed cardiologist': no name, no number, and nothing to compare.
import { epochSeconds, systemClock } from '@fidecura/base'
import {
  createIssuer,
  createMemoryIssuedStore,
  createMemoryStatusSource,
  createVerifier,
  credentialTypes,
  decodeSdJwt,
  presentCredential,
} from '@fidecura/credentials'
import { generateSigner, resolveDidKey } from '@fidecura/identity'

const now = systemClock()
const authority = await generateSigner()
const url = 'https://authority.example/status/1'
const store = createMemoryIssuedStore()
const issuer = createIssuer({ signer: authority, store, clock: systemClock, listUrl: url })
const keys = [await generateSigner(), await generateSigner()]
const cardiology = { system: 'http://snomed.info/sct', code: '394579002' }
const licences = await issuer.issueBatch(
  {
    type: credentialTypes.practitionerLicence,
    claims: {
      name: 'Dr Ada Example',
      regulator: 'Example Board',
      registration: { system: 'urn:oid:2.999.1.2', value: 'L-0001' },
      profession: { system: 'http://snomed.info/sct', code: '309343006' },
      specialties: [cardiology],
      jurisdiction: 'CN',
      standing: 'active',
    },
    validFrom: now,
    validUntil: epochSeconds(now + 90 * 86_400),
  },
  { format: 'dc+sd-jwt', holderKeys: keys.map(({ publicKey }) => publicKey) },
)

const list = { url, token: (await issuer.publish()).list, fetchedAt: now }
const verifier = createVerifier({
  roots: [{ did: authority.did, types: [credentialTypes.practitionerLicence] }],
  resolve: resolveDidKey,
  status: createMemoryStatusSource({ lists: [list] }),
  clock: systemClock,
})
const show = async (platform: string, index: number) => {
  const [signer = authority, { token = '' } = {}] = [keys[index], licences[index]]
  const asked = { audience: `https://${platform}`, nonce: `one request of ${platform}` }
  const options = { disclose: ['specialties'], signer, issuedAt: now, ...asked }
  const presentation = await presentCredential(token, options)
  const { credentials } = await verifier.verifyPresentation(presentation, asked)
  console.log(`${platform} sees: ${Object.keys(credentials[0]?.claims ?? {}).sort()}`)
  return (await decodeSdJwt(presentation)).payload
}
const clinic = await show('clinic.example', 0)
const study = await show('study.example', 1)
const isShared = (name: string) => JSON.stringify(clinic[name]) === JSON.stringify(study[name])
const names = Object.keys(clinic).sort()
console.log(`the same for every cardiologist of that day: ${names.filter(isShared)}`)
console.log(`different for the two: ${names.filter((name) => !isShared(name))}`)
