import { generateKeyPairSync } from 'node:crypto'
import { epochSeconds, isJsonObject, type JsonObject } from '@fidecura/base'
import { generateSigner, parsePublicJwk } from '@fidecura/identity'
import { eddsaJcs2022, parseSecuredDocument, signDocument } from '@fidecura/identity/data-integrity'
import { parsePasskeyKey, parsePasskeyRegistration } from '@fidecura/identity/passkey'
import { holdsPrivateKey } from '../../packages/identity/src/backup/holds-private-key.ts'
import { jsonOf, textOf } from './input.ts'
import type { Parser } from './run-parser.ts'

/** Passkeys, proofs beside documents, and what a backup must not hold. */
export async function proofParsers(): Promise<readonly Parser[]> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = Buffer.alloc(16, 7).toString('base64url')
  const jwk = parsePublicJwk(publicKey.export({ format: 'jwk' }))
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url')
  const response = { publicKey: spki, publicKeyAlgorithm: -7, clientDataJSON: '' }
  const registration = { id, rawId: id, type: 'public-key', response }
  const options = {
    signer: await generateSigner({ algorithm: 'EdDSA' }),
    suite: eddsaJcs2022,
    created: epochSeconds(1_800_000_000),
  }
  const once = await signDocument({ a: [1] }, { ...options, id: 'urn:uuid:1' })
  const twice = await signDocument(once, { ...options, previous: ['urn:uuid:1'], domain: 'a' })
  return [
    {
      name: 'parsePasskeyKey',
      grammar: 'json',
      samples: [JSON.stringify({ credentialId: id, publicKey: jwk })],
      parse: (input) => parsePasskeyKey(jsonOf(input)),
    },
    {
      name: 'parsePasskeyRegistration',
      grammar: 'json',
      samples: [JSON.stringify(registration)],
      parse: (input) => parsePasskeyRegistration(jsonOf(input)),
    },
    {
      name: 'parseSecuredDocument',
      grammar: 'json',
      samples: [JSON.stringify(once), JSON.stringify(twice)],
      parse: (input) => {
        const json = jsonOf(input)
        return parseSecuredDocument(isJsonObject(json) ? json : ({} as JsonObject))
      },
    },
    {
      name: 'parsePublicJwk, unless holdsPrivateKey',
      grammar: 'json',
      samples: [JSON.stringify(jwk)],
      // Four times over, where texts lie in one another, and 16 MiB in a backup.
      parse: (input) =>
        !holdsPrivateKey(textOf(input.subarray(0, 262_144))) && parsePublicJwk(jsonOf(input)),
    },
  ]
}
