import {
  BaseError,
  type Clock,
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDateTime,
} from '@fidecura/base'
import type { CredentialContents, JoseFormat, StatusEntry } from '@fidecura/credentials'
import { type Did, isDid, type PublicJwk } from '@fidecura/identity'
import type { CredentialPayload } from '@veramo/core-types'
import { assertArguments, given, snapshot } from './arguments.ts'
import { VeramoError } from './errors.ts'

/** What `createVerifiableCredential` takes for our formats. */
export interface CreateCredentialArgs {
  /**
   * `issuer`, one `type` beside `VerifiableCredential`, `credentialSubject` with an `id`, and
   * `validUntil` (or `expirationDate`) are needed; `id`, `validFrom`, `issuanceDate` are read. Any
   * other member is refused, `credentialStatus` too: see `status`.
   */
  readonly credential: Readonly<CredentialPayload>
  readonly proofFormat: JoseFormat
  /** `kid` of the issuer's key. Default: its first that stands in the DID document. */
  readonly keyRef?: string
  /** The key that a presenter must prove to hold. */
  readonly holderKey?: PublicJwk
  readonly status?: StatusEntry | readonly StatusEntry[]
  /** In an SD-JWT, what the holder may leave out. Default: every claim that may be hidden. */
  readonly disclosable?: readonly string[]
  /** In an SD-JWT, how many digests of nothing to add. */
  readonly decoys?: number
  /** Into the agent's data store. */
  readonly save?: boolean
  readonly signal?: AbortSignal | undefined
}

const argumentNames = [
  'credential',
  'proofFormat',
  'keyRef',
  'holderKey',
  'status',
  'disclosable',
  'decoys',
  'save',
  'signal',
]
const members = new Set([
  '@context',
  'id',
  'type',
  'issuer',
  'credentialSubject',
  'validFrom',
  'validUntil',
  'issuanceDate',
  'expirationDate',
])

/** The one `@context` that is written and read. */
export const contextV2 = 'https://www.w3.org/ns/credentials/v2'
export const baseType = 'VerifiableCredential'

/** Who is to issue what. */
export interface NewCredential {
  readonly issuer: Did
  readonly contents: CredentialContents
}

/** @throws {@link VeramoError} `credential_payload_malformed`, `argument_refused`. */
export function readPayload(args: CreateCredentialArgs, clock: Clock): NewCredential {
  assertArguments(args, argumentNames)
  const payload = snapshot(args.credential, 'credential_payload_malformed')
  for (const name of Object.keys(payload)) if (!members.has(name)) throw malformed(name)
  assertContext(payload['@context'])
  const issuedAt = readInstant(payload, 'issuanceDate') ?? clock()
  const validUntil = readInstant(payload, 'validUntil') ?? readInstant(payload, 'expirationDate')
  if (validUntil === undefined) throw malformed('validUntil')
  const { subject, claims } = readSubject(payload['credentialSubject'])
  const { holderKey, status, disclosable, decoys } = args
  const contents = {
    type: readType(payload['type']),
    ...given('id', readText(payload['id'], 'id')),
    subject,
    claims,
    validFrom: readInstant(payload, 'validFrom') ?? wholeSeconds(issuedAt),
    validUntil,
    issuedAt: wholeSeconds(issuedAt),
    ...given('holderKey', holderKey),
    ...given('status', status),
    ...given('disclosable', disclosable),
    ...given('decoys', decoys),
  }
  return { issuer: readIssuer(payload['issuer']), contents }
}

function assertContext(value: JsonValue | undefined): void {
  const contexts = value === undefined || Array.isArray(value) ? (value ?? []) : [value]
  if ((contexts as readonly JsonValue[]).some((context) => context !== contextV2)) {
    throw malformed('@context')
  }
}

function readType(value: JsonValue | undefined): string {
  const types: readonly (JsonValue | undefined)[] = Array.isArray(value) ? value : [value]
  const [type, ...others] = types.filter((each) => each !== baseType)
  if (typeof type !== 'string' || others.length > 0) throw malformed('type')
  return type
}

function readIssuer(value: JsonValue | undefined): Did {
  const { id, ...others } = isJsonObject(value) ? value : { id: value }
  // A name beside the DID would be dropped.
  if (!isDid(id) || Object.keys(others).length > 0) throw malformed('issuer')
  return id
}

function readSubject(value: JsonValue | undefined): {
  readonly subject: string
  readonly claims: JsonObject
} {
  if (!isJsonObject(value)) throw malformed('credentialSubject')
  const { id, ...claims } = value
  const subject = readText(id, 'credentialSubject/id')
  if (subject === undefined) throw malformed('credentialSubject/id')
  return { subject, claims }
}

function readText(value: JsonValue | undefined, place: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw malformed(place)
}

/** Dates have become texts with their milliseconds. */
function readInstant(payload: JsonObject, name: string): EpochSeconds | undefined {
  if (payload[name] === undefined) return undefined
  try {
    return wholeSeconds(parseDateTime(payload[name]))
  } catch (error) {
    if (BaseError.is(error)) throw malformed(name)
    throw error
  }
}

function wholeSeconds(instant: EpochSeconds): EpochSeconds {
  return epochSeconds(Math.floor(instant))
}

function malformed(place: string): VeramoError {
  return new VeramoError('credential_payload_malformed', 'Not something that can be issued', {
    place,
  })
}
