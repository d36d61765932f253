// A ship takes a trust bundle along and verifies a doctor's licence without network.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError, epochSeconds, systemClock } from '@fidecura/base'
import {
  createIssuer,
  createVerifier,
  credentialTypes,
  issueTrustBundle,
  openTrustBundle,
} from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { openStore } from '@fidecura/store'

let now = systemClock()
const clock = () => now
const folder = await mkdtemp(join(tmpdir(), 'fidecura-example-'))
const store = await openStore(join(folder, 'ship.sqlite'))
const [signer, doctor] = [await generateSigner(), await generateSigner()]
const listUrl = 'https://authority.example/status/1'
const published = { store: store.issued, clock, listUrl, listValidSeconds: 86_400 }
const authority = createIssuer({ signer, ...published })
const { token: licence } = await authority.issue(
  {
    type: credentialTypes.practitionerLicence,
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
    validFrom: now,
    validUntil: epochSeconds(now + 365 * 86_400),
  },
  { format: 'dc+sd-jwt' },
)
const { list } = await authority.publish()
const lists = [{ url: listUrl, token: list, fetchedAt: now }]
const content = { sequence: 1, issuedAt: now, documents: [], lists }
const bundle = await issueTrustBundle(content, { signer })

// On board: the roots come from the ship's own configuration, never from the bundle.
const roots = [{ did: signer.did, types: [credentialTypes.practitionerLicence] }]
const verify = async () => {
  const common = { signer: signer.did, state: store.bundles, purpose: 'live' } as const
  const { resolve, status } = await openTrustBundle(bundle, { ...common, now })
  const verifier = createVerifier({ roots, resolve, status, clock, maxStatusAgeSeconds: 43_200 })
  return (await verifier.verifyCredential(licence)).issuer === signer.did
}
const told = () => verify().catch((error) => (CodedError.is(error) ? error.code : error))
for (const hours of [6, 12, -12]) {
  now = epochSeconds(now + hours * 3600)
  console.log(`${hours} hours later: ${await told()}`)
}
await store.close().then(() => rm(folder, { recursive: true }))
