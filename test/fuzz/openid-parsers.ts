import { epochSeconds } from '@fidecura/base'
import { generateSigner, signKeyProof, verifyKeyProof } from '@fidecura/identity'
import {
  parseCredentialOffer,
  parseOfferLink,
} from '../../packages/openid/src/vci/credential-offer.ts'
import { parseIssuerMetadata } from '../../packages/openid/src/vci/issuer-metadata.ts'
import { parseServerMetadata } from '../../packages/openid/src/vci/server-metadata.ts'
import { jsonOf, textOf } from './input.ts'
import type { Parser } from './run-parser.ts'

const url = 'https://hospital.example/openid'
const offer = {
  credential_issuer: url,
  credential_configuration_ids: ['identity'],
  grants: {
    'urn:ietf:params:oauth:grant-type:pre-authorized_code': {
      'pre-authorized_code': 'abc',
      tx_code: { input_mode: 'numeric', length: 6, description: 'On the paper.' },
    },
    authorization_code: { issuer_state: 'def' },
  },
}
const metadata = {
  credential_issuer: url,
  credential_endpoint: `${url}/credential`,
  nonce_endpoint: `${url}/nonce`,
  batch_credential_issuance: { batch_size: 20 },
  display: [{ name: 'Example Hospital', locale: 'en' }],
  credential_configurations_supported: {
    identity: {
      format: 'dc+sd-jwt',
      vct: 'urn:example:badge:1',
      cryptographic_binding_methods_supported: ['jwk'],
      proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
    },
  },
}
const server = {
  issuer: url,
  token_endpoint: `${url}/token`,
  code_challenge_methods_supported: ['S256'],
}
const link = `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`
const reference = 'openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fa.example%2F1'

/** What wallets read of issuers, and issuers of wallets, by OpenID4VCI. */
export async function openIdParsers(): Promise<readonly Parser[]> {
  const signer = await generateSigner()
  const typ = 'openid4vci-proof+jwt'
  const claims = { aud: url, iat: epochSeconds(1_800_000_000), nonce: 'n' }
  const proof = await signKeyProof(claims, { signer, typ })
  const known = { credentialIssuer: url, wanted: ['identity'], door: {} }
  return [
    {
      name: 'parseOfferLink',
      grammar: 'text',
      samples: [link, reference],
      parse: (input) => parseOfferLink(textOf(input), {}),
    },
    {
      name: 'parseCredentialOffer',
      grammar: 'json',
      samples: [JSON.stringify(offer)],
      parse: (input) => parseCredentialOffer(jsonOf(input), {}),
    },
    {
      name: 'parseIssuerMetadata',
      grammar: 'json',
      samples: [JSON.stringify(metadata)],
      parse: (input) => parseIssuerMetadata(jsonOf(input), known),
    },
    {
      name: 'parseServerMetadata',
      grammar: 'json',
      samples: [JSON.stringify(server)],
      parse: (input) => parseServerMetadata(jsonOf(input), { issuer: url, door: {} }),
    },
    {
      name: 'verifyKeyProof',
      grammar: 'jws',
      samples: [proof],
      parse: (input) => verifyKeyProof(textOf(input), { typ, names: 'jwk_or_did' }),
    },
  ]
}
