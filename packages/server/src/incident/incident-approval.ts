import type { EpochSeconds } from '@fidecura/base'
import { type DeskEvidence, proveDeskPerson } from '@fidecura/credentials/recovery'
import type { Did, Signer } from '@fidecura/identity'
import {
  type ActKind,
  assertJustSigned,
  decodeAct,
  signAct,
  verifyAct,
} from '../approval/signed-act.ts'
import { assertTwoPeople, type ProvenSigner } from '../approval/two-people.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { type IncidentQuestion, questionDigest } from './incident-question.ts'

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
  options: { readonly signer: Signer; readonly issuedAt: EpochSeconds },
): Promise<string> {
  return signAct(approvalKind(''), { question: await questionDigest(question) }, options)
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
  await assertTwoPeople(one, other)
  return [{ did: one.did }, { did: other.did }]
}

async function proveReader(
  { site, verifier, clock }: Pick<Hospital, 'site' | 'verifier' | 'clock'>,
  question: IncidentQuestion,
  { approval, desk }: IncidentApproval,
  place: string,
): Promise<ProvenSigner> {
  const now = clock()
  const kind = approvalKind(place)
  const decoded = decodeAct(kind, approval)
  const { signer, said, publicKey } = await verifyAct(kind, decoded, {
    ...{ resolve: verifier.resolve, now },
  })
  assertJustSigned(kind, decoded, now)
  if (said !== (await questionDigest(question))) throw mismatch(place)
  const evidence = { ...desk, chain: [...(desk.chain ?? []), ...site.chain] }
  const options = { verifier, evidence, organisations: [site.did], now }
  const person = await proveDeskPerson({ did: signer, publicKey }, options)
  return { did: signer, publicKey, person }
}

/** It says the digest of the question, and for a day somebody has stood behind it. */
function approvalKind(place: string): ActKind<string> {
  return {
    ...{ typ: 'fidecura-incident-approval+jwt', version: 'urn:fidecura:incident-approval:1' },
    ...{ maxBytes: 16_384, maxAgeSeconds: 86_400 },
    read({ question, ...others }) {
      if (typeof question === 'string' && Object.keys(others).length === 0) return question
      throw mismatch(place)
    },
    malformed: () => mismatch(place),
    mismatch: () => mismatch(place),
  }
}

function mismatch(place: string): ServerError {
  return new ServerError('approval_mismatch', 'Not an approval of this very question', { place })
}

function notTwo(): ServerError {
  return new ServerError('approver_not_second', 'Two people, with a key each, must stand behind it')
}
