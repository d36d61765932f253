import { areTwoPeople } from '@fidecura/credentials'
import { type DeskEvidence, proveDeskPerson } from '@fidecura/credentials/recovery'
import { type Did, digestOf, thumbprintOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { readDeskEvidence } from '../evidence-shape.ts'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { wrongRegister } from '../receipt.ts'
import { type OpenTokenOptions, openToken } from '../signed-token.ts'
import { pinsOf, type TrustsRegister } from '../trusted-register.ts'
import type { WordState } from '../word-state.ts'
import { lossApprovalKind } from './loss-approval.ts'
import { type RegisterLoss, registerLossKind } from './register-loss.ts'

/** A loss, and the two people who stand behind it. */
export interface ApprovedRegisterLoss {
  readonly loss: string
  readonly approvals: readonly [PersonalApproval, PersonalApproval]
}

/** What a person signed, and what shows who it is. */
export interface PersonalApproval {
  readonly approval: string
  readonly desk: DeskEvidence
}

/** Whose loss it is, and who may stand behind it. */
export interface AcceptRegisterLossOptions extends JudgedBy, TrustsRegister {
  /** Whose people count, such as the hospital that runs the register. */
  readonly organisations: readonly Did[]
  /** Where it is written down that this client accepts it. */
  readonly words: WordState
}

/**
 * Accepts, for good, that a register lost what came after a backup, so that words that contradict what this client
 * has seen for that very reason are read again. An act of the client's own operator: nothing accepts a loss by
 * itself. What was seen and is lost goes on denying: see `verifyStatementSet`.
 *
 * @returns What was accepted.
 * @throws {@link ConsentError} `register_wrong`; `agreement_mismatch`: approves another loss;
 *   `desk_not_two_people`; `token_malformed`, `token_from_future`; those of `verifyDidJws`, of `proveDeskPerson`,
 *   and of the word state.
 */
export async function acceptRegisterLoss(
  { loss: token, approvals }: ApprovedRegisterLoss,
  options: AcceptRegisterLossOptions,
): Promise<RegisterLoss> {
  const { register, words } = options
  const opening = openingOf(options, undefined)
  const keys = pinsOf(register)
  const { content } = await openToken(token, registerLossKind, { ...opening, keys })
  if (content.issuer !== register.did) throw wrongRegister()
  const digest = await digestOf(token)
  const [first, second] = approvals
  const one = await provePerson(first, '/approvals/0', digest, opening, options)
  const other = await provePerson(second, '/approvals/1', digest, opening, options)
  if (!areTwoPeople(one.person, other.person) || one.key === other.key) {
    throw new ConsentError('desk_not_two_people', 'One person counts once')
  }
  const signed = approvals.map(({ approval }) => approval)
  await words.acceptLoss({ register: register.did, loss: token, approvals: signed })
  return content
}

async function provePerson(
  { approval, desk }: PersonalApproval,
  place: string,
  loss: string,
  opening: OpenTokenOptions,
  { verifier, organisations }: AcceptRegisterLossOptions,
): Promise<{ readonly person: string; readonly key: string }> {
  const evidence = readDeskEvidence(desk, `${place}/desk`)
  const { content, publicKey } = await openToken(approval, lossApprovalKind, opening)
  if (content.loss !== loss) {
    throw new ConsentError('agreement_mismatch', 'Approves another loss')
  }
  const { now, signal } = opening
  const signer = { did: content.issuer, publicKey }
  const person = await proveDeskPerson(signer, { verifier, evidence, organisations, now, signal })
  return { person, key: await thumbprintOf(publicKey) }
}
