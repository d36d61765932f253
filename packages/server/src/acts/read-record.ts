import { CodedError, encodeBase64url, encodeUtf8, joinBytes } from '@fidecura/base'
import { type Decision, requesterView } from '@fidecura/consent'
import { redact } from '@fidecura/consent/redact'
import type { VerifiedPresentation } from '@fidecura/credentials'
import { thumbprintOf } from '@fidecura/identity'
import type { AccessItem, ReadAnswer, ReadRequest } from '../api/records.ts'
import { ServerError } from '../errors.ts'
import { type DocumentKind, documentKind } from '../hospital/document-kind.ts'
import type { RecordContent } from '../hospital/record-source.ts'
import { type Call, notPermitted, staffOf } from '../http/call.ts'
import { takeChallenge } from './challenges.ts'

/** Whoever has looked, by name, for patients to read. */
export const readers: DocumentKind<AccessItem['by']> = documentKind('reader')

/** In one role: whoever has two is another reader in each. */
export function readerId(did: string, department: string): string {
  return JSON.stringify([did, department])
}

/**
 * Decides whether somebody may read, and shows them what may be released. Whoever is refused learns nothing more;
 * the reasons are for the patient and the custodian.
 *
 * @throws ServerError `not_available`; those of the verifier for what was presented.
 */
export async function readRecord(call: Call<ReadRequest>): Promise<ReadAnswer> {
  const { hospital, body, signal } = call
  const { record, purpose } = body
  const about = { patient: record, purposes: [purpose] }
  // From here on a refusal is written down with whose record it was about.
  call.acting('read', about)
  const presentation = await provePresented(call)
  await rememberReader(call)
  if (record.system !== hospital.settings.recordSystem) throw notAvailable()
  const set = await hospital.register(hospital.store).attest(record, { signal })
  const decision = hospital.decider.decide(
    presentation,
    await hospital.decider.verifyStatements(set, { signal }),
    {
      ...{ subject: record, action: 'access', purposes: [purpose], data: body.data },
      custodian: hospital.site.did,
    },
  )
  const view = requesterView(decision)
  await call.noted('decide', about, endOf(decision))
  const content = await hospital.records.read(record)
  if (view.answer !== 'permitted' || content === undefined) throw notAvailable()
  const bundle = release(content, decision, call.now)
  await call.noted('read', about)
  return { bundle: encodeBase64url(bundle), duties: view.duties }
}

async function provePresented({
  hospital,
  body,
  session,
  signal,
}: Call<ReadRequest>): Promise<VerifiedPresentation> {
  const { audience, nonce } = await takeChallenge(hospital, body.nonce)
  const presentation = await hospital.verifier.verifyPresentation(body.presentation, {
    ...{ audience, nonce, signal },
  })
  const isOwn =
    session !== undefined &&
    (await thumbprintOf(presentation.holderKey)) === (await thumbprintOf(session.publicKey))
  if (isOwn) return presentation
  throw new ServerError('credentials_not_held', 'Presented by somebody else than is signed in')
}

/** The name that their credential gives them now: when the patient looks, they may work elsewhere. */
async function rememberReader(call: Call): Promise<void> {
  const { hospital, principal, now } = call
  const { name, department, organisation } = staffOf(call)
  if (principal === undefined) throw notPermitted()
  const { did } = principal
  const id = readerId(did, department.did)
  const { documents } = hospital.store
  const kept = await documents.find(readers.name, id, now)
  const document = readers.of(id, { did, name, department, organisation })
  const change =
    kept === undefined ? { insert: document } : { replace: document, version: kept.version }
  await documents.write([change], now)
}

function endOf({ kind, code }: Decision): {
  outcome: 'done' | 'refused' | 'failed'
  code?: string
} {
  if (kind === 'permit' || kind === 'permit_emergency') return { outcome: 'done' }
  return {
    outcome: kind === 'unknown' ? 'failed' : 'refused',
    ...(code === undefined ? {} : { code }),
  }
}

/**
 * Each resource is released or not as a whole, by the decision. What was not asked for stays behind, and what is
 * about another patient ends everything.
 */
function release(
  { resources, references }: RecordContent,
  decision: Decision,
  now: Call['now'],
): Uint8Array {
  const kept = resources.flatMap((bytes) => {
    try {
      const redacted = redact(bytes, decision, { references, now })
      return redacted.kept === 1 ? [redacted.bytes] : []
    } catch (error) {
      if (CodedError.is(error) && error.code === 'fhir_beyond_request') return []
      throw error
    }
  })
  const entries = kept.flatMap((bytes, n) => [
    encodeUtf8(`${n === 0 ? '' : ','}{"resource":`),
    bytes,
    encodeUtf8('}'),
  ])
  const head = encodeUtf8('{"resourceType":"Bundle","type":"collection","entry":[')
  return joinBytes([head, ...entries, encodeUtf8(']}')])
}

function notAvailable(): ServerError {
  return new ServerError('not_available', 'Not available')
}
