import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeUtf8, epochSeconds, type JsonObject } from '@fidecura/base'
import {
  createDidDocument,
  createSignInChallenge,
  type Did,
  decodeJws,
  didJwkOf,
  didWebUrl,
  generateSigner,
  importVerificationKey,
  parseDid,
  parseDidDocument,
  parseDidUrl,
  parsePublicJwk,
  proveSignIn,
  type ResolveDid,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
  signJws,
  verifySignIn,
} from '@fidecura/identity'
import { fromDidResolver } from '@fidecura/identity/did-resolver'
import { createKeyFile } from '@fidecura/identity/node'
import {
  addWitnessProofs,
  createDidLog,
  didWebvhLocation,
  resolveDidLog,
  rotateDidLog,
  signWitnessProof,
} from '@fidecura/identity/webvh'
import { keyIdOfFile } from '../../packages/identity/src/key-file.node.ts'
import { jsonOf, textOf } from './input.ts'
import type { Parser } from './run-parser.ts'

const now = epochSeconds(1_800_000_000)
const instants = Object.freeze({ at: now, now })
const did = parseDid('did:web:clinic.example')

export async function identityParsers(): Promise<readonly Parser[]> {
  const [p256, ed25519, p384] = (await Promise.all(
    (['ES256', 'EdDSA', 'ES384'] as const).map((algorithm) => generateSigner({ algorithm })),
  )) as [Signer, Signer, Signer]
  return [
    ...didParsers([p256, ed25519, p384]),
    ...(await logParsers(ed25519, p256)),
    ...(await signInParsers(p256)),
    ...(await tokenParsers(p256, ed25519)),
  ]
}

function didParsers(signers: readonly [Signer, Signer, Signer]): readonly Parser[] {
  const jwks = signers.map(({ publicKey }) => publicKey)
  const keyDids = signers.map((signer) => signer.did as string) as [string, ...string[]]
  const jwkDids = jwks.map((jwk) => didJwkOf(jwk) as string) as [string, ...string[]]
  const texts = jwks.map((jwk) => JSON.stringify({ ...jwk, kid: 'a', use: 'sig' }))
  const keys = jwks.map((jwk, i) => ({ fragment: `key-${i}`, jwk }))
  const plain = createDidDocument({ did, keys })
  const controller = did
  const rich = {
    ...plain,
    verificationMethod: signers.map(({ did: one }, i) => ({
      id: `#key-${i}`,
      type: 'Multikey',
      controller,
      publicKeyMultibase: one.slice('did:key:'.length),
    })),
    keyAgreement: [{ id: '#key-9', type: 'X', controller }],
    service: [{ id: '#a', type: ['A', 'B'], serviceEndpoint: [{ uri: 'x' }, 'https://a.example'] }],
  }
  const documents = [JSON.stringify(plain), JSON.stringify(rich)] as const
  const didTexts = [did, ...keyDids, 'did:web:a.example%3A8443:b:c'] as const
  const resolver = (resolve: ResolveDid) => (input: Uint8Array) =>
    resolve(parseDid(textOf(input)), instants)
  return [
    {
      name: 'parseDid',
      grammar: 'text',
      samples: didTexts,
      parse: (input) => parseDid(textOf(input)),
    },
    {
      name: 'parseDidUrl',
      grammar: 'text',
      samples: [`${did}#key-1`, `${did}#a%20b`],
      parse: (input) => parseDidUrl(textOf(input)),
    },
    {
      name: 'didWebUrl',
      grammar: 'text',
      samples: [did, 'did:web:a.example%3A8443:b:%E6%97%A5'],
      // Without parseDid, as a caller without types would.
      parse: (input) => didWebUrl(textOf(input) as Did),
    },
    {
      name: 'didWebvhLocation',
      grammar: 'text',
      samples: [`did:webvh:Qm${'1'.repeat(44)}:a.example%3A8443:b`],
      parse: (input) => didWebvhLocation(textOf(input) as Did),
    },
    { name: 'resolveDidKey', grammar: 'text', samples: keyDids, parse: resolver(resolveDidKey) },
    { name: 'resolveDidJwk', grammar: 'text', samples: jwkDids, parse: resolver(resolveDidJwk) },
    {
      name: 'resolveDidJwk, its JSON',
      grammar: 'json',
      samples: texts as [string, ...string[]],
      parse: (input) =>
        resolveDidJwk(`did:jwk:${Buffer.from(input).toString('base64url')}` as Did, instants),
    },
    {
      name: 'parsePublicJwk and importVerificationKey',
      grammar: 'json',
      samples: texts as [string, ...string[]],
      parse: (input) => importVerificationKey(parsePublicJwk(jsonOf(input))),
    },
    {
      name: 'parseDidDocument',
      grammar: 'json',
      samples: documents,
      parse: (input) => parseDidDocument(jsonOf(input), did),
    },
    {
      name: 'fromDidResolver',
      grammar: 'json',
      samples: documents.map(
        (document) =>
          `{"didResolutionMetadata":{},"didDocumentMetadata":{},"didDocument":${document}}`,
      ) as [string, string],
      parse: (input) =>
        fromDidResolver({ resolve: async () => jsonOf(input) as never })(did, instants),
    },
  ]
}

async function logParsers(one: Signer, other: Signer): Promise<readonly Parser[]> {
  const next = await generateSigner({ algorithm: 'EdDSA' })
  const document = (of: Did): JsonObject =>
    createDidDocument({ did: of, keys: [{ fragment: 'key-1', jwk: other.publicKey }] })
  const created = await createDidLog({
    signer: one,
    location: 'clinic.example:board',
    versionTime: epochSeconds(now - 100),
    document,
    portable: true,
    nextKeys: [next.publicKey],
    witness: { threshold: 1, witnesses: [one.did] },
  } as Parameters<typeof createDidLog>[0])
  const rotated = await rotateDidLog(created.log, {
    signer: next,
    versionTime: epochSeconds(now - 50),
    updateKeys: [next.publicKey],
    nextKeys: [one.publicKey],
  } as Parameters<typeof rotateDidLog>[1])
  const { versionId } = rotated
  const proof = await signWitnessProof(versionId, { signer: one, created: epochSeconds(now - 40) })
  const witnesses = addWitnessProofs(undefined, versionId, [proof])
  const query = { now, version: { at: now } }
  return [
    {
      name: 'resolveDidLog',
      grammar: 'json-lines',
      samples: [rotated.log],
      parse: (log) =>
        resolveDidLog(created.did, { ...query, log, witnesses: encodeUtf8(witnesses) }),
    },
    {
      name: 'resolveDidLog, its witnesses',
      grammar: 'json',
      samples: [witnesses],
      parse: (file) =>
        resolveDidLog(created.did, { ...query, log: encodeUtf8(rotated.log), witnesses: file }),
    },
    {
      name: 'addWitnessProofs',
      grammar: 'json',
      samples: [witnesses],
      parse: (file) => addWitnessProofs(textOf(file), versionId, [proof]),
    },
  ]
}

async function signInParsers(signer: Signer): Promise<readonly Parser[]> {
  const place = { origin: 'https://clinic.example', audience: 'clinic' }
  const challenge = createSignInChallenge({ ...place, now })
  const proof = await proveSignIn(challenge, { ...place, signer, now })
  const uses = { insert: async () => true }
  return [
    {
      name: 'proveSignIn, its challenge',
      grammar: 'json',
      samples: [JSON.stringify(challenge)],
      parse: (input) => proveSignIn(jsonOf(input), { ...place, signer, now }),
    },
    {
      name: 'verifySignIn',
      grammar: 'jws',
      samples: [proof],
      parse: (input) =>
        verifySignIn(textOf(input), { ...place, challenge, resolve: resolveDidKey, uses, now }),
    },
  ]
}

async function tokenParsers(signer: Signer, other: Signer): Promise<readonly Parser[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-fuzz-'))
  const path = join(folder, 'key.json')
  await createKeyFile(path, { passphrase: 'a passphrase for nothing' })
  const keyFile = readFileSync(path)
  rmSync(folder, { recursive: true })
  const tokens = await Promise.all([
    signJws({ iss: did, iat: now }, { signer, typ: 'test' }),
    signJws({ iss: did }, { signer: other, typ: 'test', header: { cty: 'json', x: [1] } }),
  ])
  return [
    {
      name: 'decodeJws',
      grammar: 'jws',
      samples: tokens,
      parse: (input) => decodeJws(textOf(input)),
    },
    {
      name: 'readKeyFileId',
      grammar: 'json',
      samples: [keyFile],
      parse: keyIdOfFile,
    },
  ]
}
