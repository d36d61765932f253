import {
  allowedSkewSeconds,
  CodedError,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@fidecura/base'
import { areTwoPeople } from '@fidecura/credentials'
import { type DeskEvidence, proveDeskPerson } from '@fidecura/credentials/recovery'
import {
  type Did,
  decodeJws,
  parseDid,
  type Signer,
  signJws,
  thumbprintOf,
  verifyDidJws,
} from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { type IncidentQuestion, questionDigest } from './incident-question.ts'

/** `typ` of an approval. */
const approvalType = 'fidecura-incident-approval+jwt'
const approvalVersion = 'urn:fidecura:incident-approval:1'

/** For how long somebody has stood behind a question. */
const maxAgeSeconds = 86_400

/** What somebody signed, and what shows who they are. */
export interface IncidentApproval {
  readonly approval: string
  readonly desk: DeskEvidence
}

/** Whoever has shown names: one of two. */
export interface IncidentReader {
  readonly did: Did
}

/** Stands behind a question, so that names of patients may be shown to whoever asked it. */
export async function signIncidentApproval(
  question: IncidentQuestion,
  { signer, issuedAt }: { readonly signer: Signer; readonly issuedAt: EpochSeconds },
): Promise<string> {
  const payload = {
    ...{ version: approvalVersion, iss: signer.did, iat: Math.floor(issuedAt) },
    question: await questionDigest(question),
  }
  return signJws(payload, { signer, typ: approvalType })
}

/**
 * Proves that two people of the hospital’s desk, with a key each, stand behind exactly this question, within a day.
 *
 * @throws ServerError `approval_mismatch`: of another question, or too old; `approver_not_second`: one person, or one
 *   key, counts once; those of `verifyDidJws` and `proveDeskPerson`.
 */
export async function proveTwoReaders(
  hospital: Pick<Hospital, 'site' | 'verifier' | 'clock'>,
  question: IncidentQuestion,
  approvals: readonly IncidentApproval[],
): Promise<readonly [IncidentReader, IncidentReader]> {
  const [first, second, ...others] = approvals
  if (first === undefined || second === undefined || others.length > 0) throw notTwo()
  const one = await proveReader(hospital, question, first, '/0')
  const other = await proveReader(hospital, question, second, '/1')
  if (!areTwoPeople(one.person, other.person) || one.key === other.key) throw notTwo()
  return [{ did: one.did }, { did: other.did }]
}

async function proveReader(
  { site, verifier, clock }: Pick<Hospital, 'site' | 'verifier' | 'clock'>,
  question: IncidentQuestion,
  { approval, desk }: IncidentApproval,
  place: string,
): Promise<{ readonly did: Did; readonly person: string; readonly key: string }> {
  const now = clock()
  const { jws, iss, iat, about } = read(approval, place)
  const { publicKey } = await verifyDidJws(jws, {
    ...{ issuer: iss, typ: approvalType, relationship: 'assertionMethod' },
    ...{ resolve: verifier.resolve, at: now, now },
  })
  const isNow = iat <= now + allowedSkewSeconds && now < iat + maxAgeSeconds
  if (!isNow || about !== (await questionDigest(question))) throw mismatch(place)
  const signer = { did: iss, publicKey }
  const evidence = { ...desk, chain: [...(desk.chain ?? []), ...site.chain] }
  const options = { verifier, evidence, organisations: [site.did], now }
  const person = await proveDeskPerson(signer, options)
  return { did: iss, person, key: await thumbprintOf(publicKey) }
}

function read(approval: string, place: string) {
  const jws = decodeJws(approval, { maxBytes: 16_384 })
  const { version, iss, iat, question } = payloadOf(jws.payload, place)
  const isOurs = version === approvalVersion && typeof question === 'string'
  if (!isOurs || typeof iat !== 'number' || !Number.isSafeInteger(iat)) throw mismatch(place)
  return { jws, iss: parseDid(iss), iat, about: question }
}

function payloadOf(bytes: Uint8Array, place: string): JsonObject {
  try {
    const json = parseJson(bytes)
    if (isJsonObject(json)) return json
  } catch (error) {
    if (!CodedError.is(error)) throw error
  }
  throw mismatch(place)
}

function mismatch(place: string): ServerError {
  return new ServerError('approval_mismatch', 'Not an approval of this very question', { place })
}

function notTwo(): ServerError {
  return new ServerError('approver_not_second', 'Two people, with a key each, must stand behind it')
}
