import {
  decodeBase64url,
  type EpochSeconds,
  encodeBase64url,
  formatDateTime,
  type JsonObject,
  type JsonValue,
  parseDateTime,
} from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { domainOf } from './canonical-did.ts'
import type { ReferenceMap } from './fhir/source.ts'
import { type Assurance, type Channel, readAssurance, readChannel } from './how-given.ts'
import { parseTerms } from './parse-terms.ts'
import type { Language, TextVersion } from './render.ts'
import { type RepresentedBy, representedBy } from './representation/representation.ts'
import { type DecodedToken, decodeToken, type TokenKind } from './signed-token.ts'
import type { Grantee, RecordNumber, StatementKind } from './statement-set.ts'
import type { Terms } from './terms.ts'
import {
  exactly,
  isMembers,
  malformed,
  matching,
  members,
  optional,
  type Read,
  readDid,
  readDigest,
  readId,
  readInstant,
  readRecord,
  text,
} from './token-shape.ts'
import type { StatementReference } from './withdrawal.ts'

/** The FHIR Consent that the terms were read from. */
export interface StatementSource {
  /** Exactly as they came: a decimal such as `6.0` would not survive being written again. */
  readonly bytes: Uint8Array
  /** What its references stand for; that of its patient for {@link recordReference}. */
  readonly references: ReferenceMap
}

/** What a patient signs, or somebody in the patient's place. */
export interface Statement {
  /** A URI that the patient uses once, such as `urn:uuid:…`. */
  readonly id: string
  readonly kind: StatementKind
  /** The DID of whoever signed: the patient or, where `by` says so, somebody in the patient's place. */
  readonly issuer: Did
  /** As whom it was signed in the patient's place; undefined: by the patient. */
  readonly by: RepresentedBy | undefined
  readonly record: RecordNumber
  readonly grantee: Grantee
  /** Who keeps the data. */
  readonly controller: Grantee
  readonly terms: Terms
  readonly source: StatementSource | undefined
  /** What was shown, word for word, and what its verifiers write anew. */
  readonly text: string
  /** Of the words that the text is written in. */
  readonly textVersion: TextVersion
  /** Base64url SHA-256 of the text. */
  readonly textDigest: string
  readonly language: Language
  /** In force from here, inclusive, */
  readonly validFrom: EpochSeconds
  /** to here, exclusive. */
  readonly validUntil: EpochSeconds
  /** When it was signed, as the patient says. */
  readonly issuedAt: EpochSeconds
  /** The one that it takes the place of, which ends when the register receives this one. */
  readonly supersedes: StatementReference | undefined
  /** The one register that it goes to, which knows whether it was withdrawn. */
  readonly register: Did
  /** Where it was signed. */
  readonly channel: Channel | undefined
  /** How the person who signed was authenticated. */
  readonly assurance: Assurance | undefined
  /** Base64url SHA-256 of the consent request that it answers. */
  readonly request: string | undefined
}

/** What a reference to the patient stands for in a `ReferenceMap`: FHIR's `system|value`. */
export function recordReference({ system, value }: RecordNumber): string {
  return `${system}|${value}`
}

/** Reads a statement and proves nothing. */
export function decodeStatement(token: string): DecodedToken<Statement> {
  return decodeToken(token, statementKind)
}

/** VCDM 2.0 §4; the inverse of {@link decodeStatement}. */
export function statementPayload(statement: Statement): JsonObject {
  const { id, kind, issuer, record, grantee, controller, source, supersedes } = statement
  const { channel, assurance, request } = statement
  const subject = {
    record: { system: record.system, value: record.value },
    grantee: { ...grantee },
    controller: { ...controller },
    // Terms are JSON by their type; unset members must not become members.
    terms: JSON.parse(JSON.stringify(statement.terms)),
    ...(source === undefined ? {} : { source: sourcePayload(source) }),
    text: statement.text,
    textDigest: statement.textDigest,
    language: statement.language,
    ...(statement.textVersion === 1 ? {} : { textVersion: secondText }),
    register: statement.register,
    ...(statement.by === undefined ? {} : { by: statement.by }),
    ...(supersedes === undefined ? {} : { supersedes: { ...supersedes } }),
    ...(channel === undefined ? {} : { channel }),
    ...(assurance === undefined ? {} : { assurance: { ...assurance } }),
    ...(request === undefined ? {} : { request }),
  }
  return {
    '@context': contexts,
    id,
    type: ['VerifiableCredential', typeOf(kind)],
    issuer,
    validFrom: formatDateTime(statement.validFrom),
    validUntil: formatDateTime(statement.validUntil),
    iat: statement.issuedAt,
    credentialSubject: subject,
  }
}

const contexts = ['https://www.w3.org/ns/credentials/v2', 'urn:fidecura:context:statement:1']
const secondText = 'urn:fidecura:statement-text:2'
const kinds = ['consent', 'restriction', 'objection'] as const

function typeOf(kind: StatementKind): string {
  return `urn:fidecura:statement:${kind}:1`
}

function sourcePayload({ bytes, references }: StatementSource): JsonObject {
  return {
    mediaType: 'application/fhir+json',
    bytes: encodeBase64url(bytes),
    references: { ...references },
  }
}

const readContexts: Read<JsonValue> = (value, place) => {
  if (JSON.stringify(value) !== JSON.stringify(contexts)) throw malformed(place)
  return contexts
}

const readKind: Read<StatementKind> = (value, place) => {
  const [base, type, ...others] = Array.isArray(value) ? (value as readonly JsonValue[]) : []
  const kind = kinds.find((each) => typeOf(each) === type)
  if (base !== 'VerifiableCredential' || kind === undefined || others.length > 0) {
    throw malformed(place)
  }
  return kind
}

const readDateTime: Read<EpochSeconds> = (value, place) => {
  // One instant has one spelling, so nobody reads a fraction or zone that others drop.
  const right = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)
  if (!right) throw malformed(place)
  return parseDateTime(value)
}

const readReferences: Read<ReferenceMap> = (value, place) => {
  if (!isMembers(value) || Object.keys(value).length > 256) throw malformed(place)
  return Object.freeze(
    Object.fromEntries(
      Object.entries(value).map(([name, target]) => [name, text(2048)(target, place)]),
    ),
  )
}

const readBytes: Read<Uint8Array> = (value, place) => {
  if (typeof value !== 'string') throw malformed(place)
  return decodeBase64url(value)
}

const readSource = /* @__PURE__ */ members<{
  mediaType: string
  bytes: Uint8Array
  references: ReferenceMap
}>({
  mediaType: exactly('application/fhir+json'),
  bytes: readBytes,
  references: readReferences,
})

const readMembersOfParty = /* @__PURE__ */ members<Grantee>({
  did: readDid,
  name: text(256),
  domain: optional(matching(/^[a-z0-9.-]{1,253}$/)),
})

const readParty: Read<Grantee> = (value, place) => {
  const party = readMembersOfParty(value, place)
  const { did, domain } = party
  // The text shows it instead of the DID, so it must say as much.
  if (domain !== undefined && domain !== domainOf(did)) throw malformed(`${place}/domain`)
  return party
}

type Subject = Pick<
  Statement,
  'record' | 'grantee' | 'controller' | 'terms' | 'text' | 'textDigest' | 'language' | 'register'
> & {
  readonly textVersion?: string
  readonly by?: RepresentedBy
  readonly source?: StatementSource
  readonly supersedes?: StatementReference
  readonly channel?: Channel
  readonly assurance?: Assurance
  readonly request?: string
}

const readSubject = /* @__PURE__ */ members<Subject>({
  record: readRecord,
  grantee: readParty,
  controller: readParty,
  terms: (value) => parseTerms(value as JsonValue),
  source: optional(readSource),
  text: matching(/^[\s\S]{1,65536}$/),
  textDigest: readDigest,
  language: exactly('en', 'zh-CN'),
  register: readDid,
  // Without it, the text is of the first version.
  textVersion: optional(exactly(secondText)),
  by: optional(exactly(...representedBy)),
  supersedes: optional(members<StatementReference>({ issuer: readDid, id: readId })),
  channel: optional(readChannel),
  assurance: optional(readAssurance),
  request: optional(readDigest),
})

const readPayload = /* @__PURE__ */ members<{
  '@context': JsonValue
  id: string
  type: StatementKind
  issuer: Did
  validFrom: EpochSeconds
  validUntil: EpochSeconds
  iat: EpochSeconds
  credentialSubject: Subject
}>({
  '@context': readContexts,
  id: readId,
  type: readKind,
  issuer: readDid,
  validFrom: readDateTime,
  validUntil: readDateTime,
  iat: readInstant,
  credentialSubject: readSubject,
})

/** Statements are credentials whose issuer is the patient. */
export const statementKind: TokenKind<Statement> = {
  typ: 'vc+jwt',
  read(payload: JsonValue) {
    const { id, type, issuer, validFrom, validUntil, iat, credentialSubject } = readPayload(
      payload,
      '',
    )
    if (validUntil <= validFrom) throw malformed('/validUntil')
    const { by, source, supersedes, channel, assurance, request, ...others } = credentialSubject
    const { textVersion: version, ...subject } = others
    const textVersion = version === undefined ? 1 : 2
    const told = { source, supersedes, channel, assurance, request }
    const common = { ...subject, by, textVersion, ...told } as const
    return { ...common, id, kind: type, issuer, validFrom, validUntil, issuedAt: iat }
  },
}
