import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { epochSeconds, type JsonObject } from '@fidecura/base'
import { decodeSdJwt, type UnverifiedSdJwt } from '@fidecura/credentials'
import {
  importVerificationKey,
  type PublicJwk,
  parsePublicJwk,
  verifyJws,
} from '@fidecura/identity'
import { verifyKeyBinding } from '../../packages/credentials/src/key-binding.ts'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/**
 * RFC 9901, from the generator of its examples. At the layer of `decodeSdJwt`, for these issuers are
 * https URLs. As issued, every claim must come back; as presented, exactly the verified contents,
 * with signature and key binding.
 */
export const sdJwtGenerated: Corpus = {
  name: 'sd-jwt-python-generated',
  folders: ['sd-jwt-python-generated'],
  run,
}

interface Settings {
  readonly issuerKey: PublicJwk
  readonly holderKey: PublicJwk
  readonly audience: string
  readonly nonce: string
}

async function* run(folder = ''): AsyncIterable<CaseResult> {
  for (const set of ['examples', 'rfc9901-examples', 'sd-jwt-vc-draft-examples', 'testcases']) {
    const settings = readSettings(join(folder, set, 'settings.yml'))
    for (const entry of readdirSync(join(folder, set), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const path = join(folder, set, entry.name)
      const name = `${set}/${entry.name}`
      yield await judge(`${name}/issuance`, () => verifyIssued(path, settings))
      yield await judge(`${name}/presentation`, () => verifyPresented(path, settings))
    }
  }
}

async function judge(name: string, act: () => Promise<boolean>): Promise<CaseResult> {
  let same = false
  const outcome = await outcomeOf(async () => {
    same = await act()
  })
  if (same) return { name, outcome: 'passed' }
  const ours = outcome === 'accepted' ? 'other_claims' : outcome
  return { name, outcome: 'failed', reason: `it is ${ours}`, ours }
}

async function verifyIssued(path: string, settings: Settings): Promise<boolean> {
  const { payload, keyBinding } = await verifySigned(path, 'sd_jwt_issuance', settings)
  const expected = readJson(join(path, 'user_claims.json'))
  const added = ['iss', 'iat', 'exp', 'cnf']
  const claims = Object.entries(payload).filter(
    ([name]) => Object.hasOwn(expected, name) || !added.includes(name),
  )
  return keyBinding === undefined && isDeepStrictEqual(Object.fromEntries(claims), expected)
}

async function verifyPresented(path: string, settings: Settings): Promise<boolean> {
  const { payload, keyBinding } = await verifySigned(path, 'sd_jwt_presentation', settings)
  const bound = existsSync(join(path, 'kb_jwt_payload.json'))
  if (bound !== (keyBinding !== undefined)) return false
  if (keyBinding !== undefined) {
    const { iat } = readJson(join(path, 'kb_jwt_payload.json'))
    await verifyKeyBinding(keyBinding, { ...settings, now: epochSeconds(iat) })
  }
  return isDeepStrictEqual({ ...payload }, readJson(join(path, 'verified_contents.json')))
}

async function verifySigned(
  path: string,
  file: string,
  { issuerKey }: Settings,
): Promise<UnverifiedSdJwt> {
  const sdJwt = await decodeSdJwt(readToken(join(path, file)))
  const key = await importVerificationKey(issuerKey)
  await verifyJws(sdJwt.jws, { key, typ: sdJwt.jws.header.typ ?? '' })
  return sdJwt
}

/** The compact form is broken into lines; the other is one JSON text. */
function readToken(path: string): string {
  const compact = `${path}.txt`
  if (!existsSync(compact)) return readFileSync(`${path}.json`, 'utf8')
  return readFileSync(compact, 'utf8').replaceAll(/\s/g, '')
}

function readSettings(path: string): Settings {
  const text = readFileSync(path, 'utf8')
  const all = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(([, found]) => found as string)
  const [x = [], y = []] = [all(/^ +x: (\S+)$/gm), all(/^ +y: (\S+)$/gm)]
  const keyAt = (i: number): PublicJwk =>
    parsePublicJwk({ kty: 'EC', crv: 'P-256', x: x[i], y: y[i] })
  return {
    issuerKey: keyAt(0),
    holderKey: keyAt(1),
    audience: all(/^ +verifier: "(.+)"$/gm)[0] as string,
    nonce: all(/^key_binding_nonce: "(.+)"$/gm)[0] as string,
  }
}

/** Long texts in these files are broken into lines, which JSON does not allow. */
function readJson(path: string): JsonObject {
  return JSON.parse(readFileSync(path, 'utf8').replaceAll(/\n */g, '')) as JsonObject
}
