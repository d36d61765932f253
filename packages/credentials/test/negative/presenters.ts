import type { JsonObject } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { signDocument } from '@fidecura/identity/data-integrity'
import { presentationVersion } from '../../src/index.ts'
import { signKeyBinding } from '../../src/key-binding.ts'
import { audience, nonce } from '../verifier/world.ts'
import { suiteOf } from './formats.ts'
import { headerOf, jwt, type Members, written } from './jwt.ts'
import type { Scene } from './scene.ts'

/** How the doctor shows credentials, whatever they are. */
export interface Presenter {
  present(tokens: readonly string[], scene: Scene): Promise<string>
  /** Which check of a presentation refuses what this check of a credential does. */
  checkOf(check: string): string
}

const own = ['call', 'presentation', 'key_binding', 'same_holder', 'replay']

const inner = (check: string): string => {
  if (own.includes(check)) return check
  return check === 'format' ? 'presentation' : 'credentials'
}

export const bind = async (token: string, { doctor, world }: Scene, options = {}) =>
  token +
  (await signKeyBinding(token, {
    signer: doctor.signer,
    audience,
    nonce,
    issuedAt: world.now,
    ...options,
  }))

/** Each SD-JWT with a key binding of its own. */
export const keyBinding: Presenter = {
  async present(tokens, scene) {
    const bindings: string[] = []
    for (const token of tokens) bindings.push(await bind(token, scene))
    const [only] = bindings
    if (bindings.length === 1 && only !== undefined) return only
    return JSON.stringify({ version: presentationVersion, credentials: bindings })
  },
  checkOf: (check) => (check === 'holder' ? 'same_holder' : inner(check)),
}

export const contextV2 = 'https://www.w3.org/ns/credentials/v2'

export const enveloped = (token: string, format = 'vc+jwt'): JsonObject => ({
  '@context': contextV2,
  id: `data:application/${format},${token}`,
  type: 'EnvelopedVerifiableCredential',
})

const enclosed = (token: string): unknown =>
  token.startsWith('{') ? JSON.parse(token) : enveloped(token)

/** A presentation that nobody has signed yet. */
export const presentationOf = (tokens: readonly string[], { doctor, format }: Scene): Members => ({
  '@context': [contextV2, ...format.proofs.contexts],
  type: ['VerifiablePresentation'],
  holder: doctor.did,
  verifiableCredential: tokens.map(enclosed) as JsonObject[],
})

export const signVp = (
  scene: Scene,
  document: Members,
  changes: Members = {},
  signer: Signer = scene.doctor.signer,
  header: Members = {},
): Promise<string> => {
  const payload = { ...document, iat: scene.world.now, aud: audience, nonce, ...changes }
  return jwt({ ...headerOf(signer, 'vp+jwt'), ...header }, payload, signer)
}

/** All of them in one JWT. */
export const vpJwt: Presenter = {
  present: (tokens, scene) => signVp(scene, presentationOf(tokens, scene)),
  checkOf: inner,
}

export const proveVp = async (
  scene: Scene,
  document: Members,
  options: object = {},
  signer: Signer = scene.doctor.signer,
): Promise<string> =>
  JSON.stringify(
    await signDocument(written(document), {
      signer,
      suite: suiteOf(scene.format, signer),
      created: scene.world.now,
      purpose: 'authentication',
      domain: audience,
      challenge: nonce,
      ...options,
    }),
  )

/** All of them under one proof. */
export const vpProof: Presenter = {
  present: (tokens, scene) => proveVp(scene, presentationOf(tokens, scene)),
  checkOf: inner,
}

export const signVp11 = (
  scene: Scene,
  tokens: readonly string[],
  changes: Members = {},
  inside: Members = {},
): Promise<string> => {
  const { doctor, world } = scene
  const vp = written({
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiablePresentation'],
    verifiableCredential: tokens,
    ...inside,
  })
  const payload = { iss: doctor.did, iat: world.now, aud: audience, nonce, vp, ...changes }
  return jwt(headerOf(doctor.signer, 'JWT'), payload, doctor.signer)
}

/** All of them in one JWT of VCDM 1.1. */
export const vpJwt11: Presenter = {
  present: (tokens, scene) => signVp11(scene, tokens),
  checkOf: inner,
}
