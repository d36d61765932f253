import { assertOptions, type EpochSeconds, formatDateTime, type JsonObject } from '@fidecura/base'
import { type PublicJwk, type Signer, signJws } from '@fidecura/identity'
import { invalid } from './claim-spec.ts'
import type { JoseFormat, StatusEntry } from './credential.ts'
import type { IssuingCodec } from './credential-codec.ts'
import { credentialTypes, typeNamespace } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import { assertHealthClaims, isHealthCredential } from './health-claims.ts'
import { assertHealthIssuable, healthIssuingOf } from './health-issuing.ts'
import { hideClaims } from './hide-claims.ts'
import { namesOf, toPointer } from './pointer.ts'
import { assertMayBeHidden, registeredClaims } from './sd-jwt-vc.ts'
import { writeStatus } from './status-entry.ts'
import { baseType, contextV2 } from './vcdm.ts'
import { assertWholeSeconds } from './whole-seconds.ts'

/** What a credential is to say. Instants in whole seconds. */
export interface CredentialContents {
  /** One of `credentialTypes`, or a type that others define; no other one of our namespace, nor a name of the list. */
  readonly type: string
  /** A URL, best a `urn:uuid:`. A licence needs one, for roles name it. */
  readonly id?: string
  /** Whom it is about; a DID for our own types. */
  readonly subject: string
  /** The key that a presenter must prove to hold. */
  readonly holderKey?: PublicJwk
  readonly claims: JsonObject
  readonly validFrom: EpochSeconds
  /** Exclusive. */
  readonly validUntil: EpochSeconds
  readonly issuedAt: EpochSeconds
  readonly status?: StatusEntry | readonly StatusEntry[]
  /**
   * In an SD-JWT, what the holder may leave out: names of claims, or JSON Pointers to what lies in
   * them. Default: every claim that may be hidden.
   */
  readonly disclosable?: readonly string[]
  /** In an SD-JWT, how many digests of nothing to add. Default 0. */
  readonly decoys?: number
  /** In an SD-JWT, the digest of the type metadata that it is issued under: `vct#integrity`. */
  readonly typeIntegrity?: string
}

/** The formats that need no codec, or the codec of another one. */
export type IssuableFormat = JoseFormat | IssuingCodec

/** Who signs, and in which format. */
export interface IssueCredentialOptions {
  readonly signer: Signer
  readonly format: IssuableFormat
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs a credential as the signer's DID.
 *
 * @returns A compact JWS, an SD-JWT with all of its disclosures that ends in `~`, or what the codec
 *   makes of a document of VCDM 2.0.
 * @throws {@link CredentialError} `credential_claims_invalid`, `instant_malformed`, `status_missing`,
 *   `holder_binding_missing`, `disclosure_forbidden`, `disclosure_not_found`,
 *   `credential_format_unsupported`: disclosures in a format without; `status_type_unsupported`.
 */
export async function issueCredential(
  contents: CredentialContents,
  options: IssueCredentialOptions,
): Promise<string> {
  assertOptions(options, ['signer', 'format'])
  const { signer, format, signal } = options
  assertIssuable(contents, format)
  if (typeof format === 'object') {
    const { issuedAt } = contents
    return await format.secure(vcOf(contents, signer), { signer, issuedAt, signal })
  }
  const signing = { signer, typ: format, signal }
  if (format === 'vc+jwt') {
    const payload = { ...vcOf(contents, signer), iat: contents.issuedAt }
    return await signJws(payload, signing)
  }
  const { claims, disclosures } = await hideClaims(contents.claims, {
    pointers: pointersOf(contents),
    decoys: contents.decoys ?? 0,
  })
  const compact = await signJws(sdJwtOf(contents, signer, claims), signing)
  return [compact, ...disclosures, ''].join('~')
}

function assertIssuable(contents: CredentialContents, format: IssuableFormat): void {
  const { claims, disclosable, decoys, type, issuedAt, validFrom, validUntil } = contents
  const isSdJwt = format === 'dc+sd-jwt'
  if (!isSdJwt && format !== 'vc+jwt' && !isCodec(format)) throw formatUnsupported()
  const { typeIntegrity } = contents
  const sdJwtAlone = [disclosable, decoys, typeIntegrity]
  if (!isSdJwt && sdJwtAlone.some((one) => one !== undefined)) {
    throw formatUnsupported()
  }
  const taken = isSdJwt ? isRegistered : isSubjectId
  for (const name of Object.keys(claims)) {
    if (taken(name)) throw invalid(`/${name}`)
  }
  if (typeIntegrity !== undefined && !/^sha(?:256|384|512)-[\w+/]+=*$/.test(typeIntegrity)) {
    throw invalid('/vct#integrity')
  }
  assertWholeSeconds({ issuedAt, validFrom, validUntil })
  if (validUntil <= validFrom) throw invalid('/validUntil')
  if (!isHealthCredential({ types: [type] })) {
    assertOfOthers(type)
    return
  }
  const name = typeof format === 'object' ? format.format : format
  assertHealthClaims({ ...contents, types: [type], format: name, holderKey: contents.holderKey })
  assertHealthIssuable(contents)
  if (statusOf(contents).length === 0) {
    throw new CredentialError('status_missing', 'This type needs a status')
  }
}

/** What looks like a type of ours and is none has no schema, and every verifier of ours would refuse it. */
function assertOfOthers(type: string): void {
  if (typeof type !== 'string' || type === '') throw invalid('/type')
  const isOurs =
    type.toLowerCase().startsWith(typeNamespace) || Object.hasOwn(credentialTypes, type)
  if (isOurs) throw invalid('/type')
}

/** Callers without types may hand over anything. */
function isCodec(format: IssuableFormat | undefined | null): boolean {
  return typeof format === 'object' && format !== null && 'secure' in format
}

function isSubjectId(name: string): boolean {
  return name === 'id'
}

function isRegistered(name: string): boolean {
  return registeredClaims.has(name)
}

function vcOf(contents: CredentialContents, { did }: Signer): JsonObject {
  const { type, id, subject, holderKey, claims, validFrom, validUntil } = contents
  return {
    '@context': [contextV2],
    ...(id === undefined ? {} : { id }),
    type: [baseType, type],
    issuer: did,
    validFrom: formatDateTime(validFrom),
    validUntil: formatDateTime(validUntil),
    credentialSubject: { id: subject, ...claims },
    ...writeStatus(statusOf(contents)),
    ...confirmation(holderKey),
  }
}

function sdJwtOf(contents: CredentialContents, { did }: Signer, claims: JsonObject): JsonObject {
  const { type, typeIntegrity, id, subject, holderKey, validFrom, validUntil, issuedAt } = contents
  const status = writeStatus(statusOf(contents))
  if (status['credentialStatus'] !== undefined) {
    throw new CredentialError('status_type_unsupported', 'An SD-JWT has a token status list only')
  }
  return {
    iss: did,
    iat: issuedAt,
    nbf: validFrom,
    exp: validUntil,
    vct: type,
    ...(typeIntegrity === undefined ? {} : { 'vct#integrity': typeIntegrity }),
    ...(id === undefined ? {} : { jti: id }),
    sub: subject,
    ...confirmation(holderKey),
    ...status,
    _sd_alg: 'sha-256',
    ...claims,
  }
}

function confirmation(holderKey: PublicJwk | undefined): JsonObject {
  return holderKey === undefined ? {} : { cnf: { jwk: { ...holderKey } } }
}

function pointersOf({ type, claims, disclosable }: CredentialContents): readonly string[] {
  const hideable = healthIssuingOf(type)?.hideable
  const names = Object.keys(claims).filter((name) => hideable?.includes(name) ?? true)
  const pointers = (disclosable ?? names).map(toPointer)
  for (const pointer of pointers) {
    const [name = '', ...deeper] = namesOf(pointer)
    assertMayBeHidden(name)
    // Parts of a claim of ours mean nothing alone, so they are shown or hidden together.
    if (hideable !== undefined && (!hideable.includes(name) || deeper.length > 0)) {
      throw new CredentialError('disclosure_forbidden', 'A claim that must always be seen', {
        place: name,
      })
    }
  }
  return pointers
}

function statusOf({ status }: CredentialContents): readonly StatusEntry[] {
  if (status === undefined) return []
  return Array.isArray(status) ? status : [status as StatusEntry]
}

function formatUnsupported(): CredentialError {
  return new CredentialError('credential_format_unsupported', 'Not something this format can do')
}
