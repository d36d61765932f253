import { isJsonObject, type JsonObject } from '@fidecura/base'
import { createPresentation, decodeCredential, issueCredential } from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { vcJwt11 } from '@fidecura/credentials/vcdm-1'
import { decodeJws, signJws } from '@fidecura/identity'
import { readPresentation } from '../../packages/credentials/src/presentation/read-presentation.ts'
import { readPresentationDocument } from '../../packages/credentials/src/presentation/vp-document.ts'
import { readVcdm11 } from '../../packages/credentials/src/vcdm-1/vcdm-11.ts'
import { contentsOf, holder, issuer, noon } from '../../packages/credentials/test/samples.ts'
import { jsonOf, textOf } from './input.ts'
import type { Parser } from './run-parser.ts'

const contextV1 = 'https://www.w3.org/2018/credentials/v1'

/** Presentations of every format, and credentials of the model before. */
export async function presentationParsers(): Promise<readonly Parser[]> {
  const codec = dataIntegrity()
  const formats = [codec, vcJwt11()]
  const asked = { audience: 'https://platform.example', nonce: 'n', issuedAt: noon, signer: holder }
  const contents = contentsOf('urn:example:badge:1')
  const tokens = await Promise.all(
    (['vc+jwt', 'dc+sd-jwt', codec] as const).map((format) =>
      issueCredential(contents, { signer: issuer, format }),
    ),
  )
  const options = { ...asked, disclose: 'all', formats } as const
  const jwt = await createPresentation(tokens, { ...options, format: 'vp+jwt' })
  const proven = await createPresentation(tokens, { ...options, format: codec })
  const subject = { id: holder.did, grade: 'attending' }
  const status = { type: 'StatusList2021Entry', statusListIndex: '7' }
  const credentialStatus = {
    ...status,
    statusPurpose: 'revocation',
    statusListCredential: 'https://issuer.example/status/1',
  }
  const type = ['VerifiableCredential', 'urn:example:badge:1']
  const vc = { '@context': [contextV1], type, credentialSubject: subject, credentialStatus }
  const old: JsonObject = { iss: issuer.did, sub: holder.did, nbf: noon, exp: noon + 60, vc }
  const oldJwt = await signJws(old, { signer: issuer, typ: 'JWT' })
  const vp = {
    '@context': [contextV1],
    type: ['VerifiablePresentation'],
    verifiableCredential: [oldJwt],
  }
  const { audience: aud, nonce } = asked
  const oldVp: JsonObject = { iss: holder.did, aud: [aud], nonce, iat: noon, vp }
  const oldPresentation = await signJws(oldVp, { signer: holder, typ: 'JWT' })
  const read = (input: Uint8Array): unknown => readPresentation(textOf(input), { formats })
  return [
    { name: 'readPresentation, vp+jwt', grammar: 'jws', samples: [jwt], parse: read },
    { name: 'readPresentation, data-integrity', grammar: 'json', samples: [proven], parse: read },
    { name: 'readPresentation, VCDM 1.1', grammar: 'jws', samples: [oldPresentation], parse: read },
    {
      name: 'readPresentationDocument',
      grammar: 'json',
      samples: [decodeJws(jwt).payload],
      parse: (input) => readPresentationDocument(objectOf(input)),
    },
    {
      name: 'decodeCredential, VCDM 1.1',
      grammar: 'jws',
      samples: [oldJwt],
      parse: (input) => decodeCredential(textOf(input), { formats }),
    },
    {
      name: 'readVcdm11',
      grammar: 'json',
      samples: [JSON.stringify(old)],
      parse: (input) => readVcdm11(objectOf(input)),
    },
  ]
}

/** A payload is an object, as was seen before it comes here. */
function objectOf(input: Uint8Array): JsonObject {
  const json = jsonOf(input)
  return isJsonObject(json) ? json : {}
}
