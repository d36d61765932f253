// A hospital offers a credential by OpenID4VCI, with a QR code and a code on paper; a wallet receives it.
import { CodedError, epochSeconds, type Fetch, systemClock } from '@fidecura/base'
import {
  createIssuer,
  createMemoryIssuedStore,
  createMemoryStatusSource,
  createVerifier,
  credentialTypes,
} from '@fidecura/credentials'
import { generateSigner, resolveDidKey } from '@fidecura/identity'
import { createCredentialIssuer, createMemoryGrantStore } from '@fidecura/openid/issuer'
import { acceptCredentialOffer, openCredentialOffer } from '@fidecura/openid/wallet'

const { patientIdentity: type } = credentialTypes
const clock = systemClock
const signer = await generateSigner()
const listUrl = 'https://hospital.example/status/1'
const issuer = createIssuer({ signer, store: createMemoryIssuedStore(), clock, listUrl })

// The hospital: give `handle` the requests of any server, and serve what it answers.
const hospital = createCredentialIssuer({
  url: 'https://hospital.example/openid',
  credentials: [
    {
      id: 'identity',
      type,
      issuer,
      contentsOf: async (row) => ({
        claims: { record: { system: 'urn:oid:2.999.1.1', value: row }, method: 'in_person' },
        validFrom: clock(),
        validUntil: epochSeconds(clock() + 180 * 86_400),
      }),
    },
  ],
  store: createMemoryGrantStore(),
  signer,
  clock,
})
const made = await hospital.offer({ credentials: ['identity'], reference: 'R-1' })

// The wallet: in an app, `fetch` is that of the network.
const fetch: Fetch = (url, init) => hospital.handle(new Request(url, init))
const offer = await openCredentialOffer(made.link, { fetch, resolve: resolveDidKey, clock })
console.log(`${offer.issuer.host} offers ${offer.credentials.map((one) => one.type)}`)
const lists = [{ url: listUrl, token: (await issuer.publish()).list, fetchedAt: clock() }]
const status = createMemoryStatusSource({ lists })
const roots = [{ did: signer.did, types: [type] }]
const verifier = createVerifier({ roots, resolve: resolveDidKey, status, clock })
// An app shows in `keep` what it says, and stores it if that is agreed to.
const keep = async () => 'kept' as const
const wallet = { verifier, createKey: () => generateSigner(), keep, copies: 3 }
const accept = (transactionCode: string) =>
  acceptCredentialOffer(offer, { ...wallet, transactionCode }).then(
    ({ length }) => console.log(`kept: ${length}`),
    (error) => console.log(CodedError.is(error) ? error.code : error),
  )
await accept('000')
await accept(made.transactionCode ?? '')
await accept(made.transactionCode ?? '')
