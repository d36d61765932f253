import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  parseJsonText,
  systemClock,
} from '@fidecura/base'
import {
  type CredentialCodec,
  CredentialError,
  createVerifier,
  decodeCredential,
  type TrustedRoot,
} from '@fidecura/credentials'
import {
  createResolver,
  decodeJws,
  IdentityError,
  importVerificationKey,
  parseDidUrl,
  publicKeyOf,
  resolveDidJwk,
  resolveDidKey,
} from '@fidecura/identity'
import { openBody } from './enveloped.ts'
import { type Answer, type Problem, problemOf, refusal, refusalOf } from './problem.ts'
import { allFormats, type VcApiSuite } from './vc-api-suites.ts'

const resolve = createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } })

/**
 * `POST …/credentials/verify`: 200, or 400 with the reason. VC API §3.3.1. What the formats themselves ask for,
 * under any issuer: the credentials of the test suites have no type that somebody could be trusted for.
 */
export async function verify(body: JsonObject, suite: VcApiSuite): Promise<Answer> {
  const text = openBody(body['verifiableCredential'], 'credential')
  if (text === undefined || !suite.takes(text)) {
    return refusal(400, problemOf('credential_malformed', '/verifiableCredential'))
  }
  try {
    await verifyText(text, suite.formats, isProofAlone(body['options']))
    return accepted(['proof'])
  } catch (error) {
    return refusalOf(error)
  }
}

/** Every proof by a key of the issuer for assertions; and in force, unless asked for the proof alone. */
async function verifyText(
  text: string,
  formats: readonly CredentialCodec[],
  proofAlone: boolean,
): Promise<void> {
  const { credential, proofs } = await decodeCredential(text, { formats })
  const { issuer, validFrom, validUntil, status } = credential
  const now = systemClock()
  const { document } = await resolve(issuer, { at: now, now })
  for (const { keyId, verify } of proofs) {
    if (keyId === undefined || !keyId.startsWith(`${issuer}#`)) {
      throw new IdentityError('jws_issuer_mismatch', 'Signed by somebody else')
    }
    await verify(
      await importVerificationKey(publicKeyOf(document, parseDidUrl(keyId), 'assertionMethod')),
    )
  }
  if (proofAlone) return
  if (validFrom !== undefined && now < validFrom) {
    throw new CredentialError('credential_not_yet_valid', 'Not in force yet')
  }
  if (validUntil !== undefined && now >= validUntil) {
    throw new CredentialError('credential_expired', 'No longer in force')
  }
  if (status.length > 0) {
    throw new CredentialError('status_not_configured', 'No source of status', {
      outcome: 'unknown',
    })
  }
}

/**
 * `POST …/presentations/verify`. VC API §3.3.2. Where the request names no challenge or domain, those of the
 * presentation itself are taken, for the test suites send neither. A platform must never do that.
 */
export async function verifyPresentation(body: JsonObject): Promise<Answer> {
  const text = openBody(body['verifiablePresentation'], 'presentation')
  try {
    const { credentials, audience, nonce } = outsideOf(text)
    const named = isJsonObject(body['options']) ? body['options'] : {}
    const terms = {
      audience: textOf(named['domain']) ?? audience ?? '',
      nonce: textOf(named['challenge']) ?? nonce ?? '',
    }
    const roots: TrustedRoot[] = []
    for (const token of credentials) roots.push(await rootOf(token))
    const report = await createVerifier({
      roots,
      formats: allFormats,
      resolve,
      clock: systemClock,
    }).checkPresentation(text ?? '', terms)
    const all = [...report.checks, ...report.credentials.flatMap(({ checks }) => checks)]
    const problems = all.flatMap<Problem>((result) =>
      result.outcome === 'passed' ? [] : [problemOf(result.code, result.place)],
    )
    return problems.length > 0 ? refusal(400, ...problems) : accepted(['proof'])
  } catch (error) {
    return refusalOf(error)
  }
}

/** Any issuer is trusted for what it says here: that is what the test suites ask about. */
async function rootOf(token: string): Promise<TrustedRoot> {
  const { credential } = await decodeCredential(token, { formats: allFormats })
  return { did: credential.issuer, types: credential.types }
}

function isProofAlone(options: JsonValue | undefined): boolean {
  const checks = isJsonObject(options) ? options['checks'] : undefined
  return Array.isArray(checks) && checks.length === 1 && checks[0] === 'proof'
}

function accepted(checks: readonly string[]): Answer {
  return { status: 200, body: { verified: true, checks, problemDetails: [], warnings: [] } }
}

interface Outside {
  readonly credentials: readonly string[]
  readonly audience: string | undefined
  readonly nonce: string | undefined
}

/** What a presentation says before anything of it is believed. */
function outsideOf(text: string | undefined): Outside {
  if (text === undefined) return { credentials: [], audience: undefined, nonce: undefined }
  const isJson = text.startsWith('{')
  const document = isJson ? parseJsonText(text) : parseJson(decodeJws(text).payload)
  if (!isJsonObject(document)) return { credentials: [], audience: undefined, nonce: undefined }
  const { proof, verifiableCredential: inner = [] } = document
  const first = Array.isArray(proof) ? (proof as readonly JsonValue[])[0] : proof
  const signed = isJson && isJsonObject(first) ? first : document
  const all: readonly JsonValue[] = Array.isArray(inner) ? inner : [inner]
  return {
    credentials: all.flatMap((one) => openBody(one, 'credential') ?? []),
    audience: textOf(signed[isJson ? 'domain' : 'aud']),
    nonce: textOf(signed[isJson ? 'challenge' : 'nonce']),
  }
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
