import { decodeJws, didOf, parseDidUrl } from '@fidecura/identity'
import type { NewProof, PreservedProof } from '../api/bodies.ts'
import { type Call, notFound } from '../http/call.ts'
import { lookInto } from './records-of.ts'

/** What proves, without anybody's help, since when a token that the register has is unaltered. */
export async function provePreserved(call: Call<NewProof>): Promise<PreservedProof> {
  const { hospital, body, signal } = call
  const { preservation } = hospital
  const { token } = body
  const record = await lookInto(call, body.record)
  const register = hospital.register(hospital.store)
  const [set, told] = await Promise.all([
    register.attest(record, { signal }),
    register.notices(record),
  ])
  // Of nothing else: whoever asks could fill the log with what nobody gave a word on.
  const isStated = set.statements.some(
    ({ token: signed, withdrawal }) => signed === token || withdrawal?.token === token,
  )
  const isKnown = isStated || told.some(({ token: signed }) => signed === token)
  if (preservation === undefined || !isKnown) throw notFound()
  const { evidence, log, witnesses, quorum } = preservation
  // It was deposited before the register gave its receipt: this finds that very deposit, which is about
  // whoever signed it; of an emergency it is about nobody.
  const about = isStated ? { subject: didOf(parseDidUrl(decodeJws(token).header.kid)) } : {}
  const { id, number } = await preservation.deposit(token, { ...about, signal })
  return {
    ...{ id, number, proof: await evidence.proofOf(id, number, 'depositor') },
    ...{ log: log.text, quorum },
    witnesses: witnesses.map(({ key, operator }) => ({ key: key.text, operator })),
  }
}
