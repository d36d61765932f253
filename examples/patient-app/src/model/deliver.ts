import type { Keep, OutboxItem } from '@fidecura/app-kit'
import type { StatementWithEvidence, WithdrawalWithEvidence } from '@fidecura/consent'
import type { NewConfirmation } from '@fidecura/server/client'
import { keepReceipt } from './acts.ts'
import type { Hospital } from './hospital.ts'

/** Hands in what was signed, under the key by which it counts once. @returns What the service answered. */
export async function deliverTo(
  { client }: Hospital,
  keep: Keep,
  item: OutboxItem,
): Promise<unknown> {
  const call = { idempotencyKey: item.id }
  switch (item.kind) {
    case 'statement': {
      const statement = item.body as StatementWithEvidence
      const answer = await client.submitStatement(statement, call)
      await keepReceipt(keep, statement.token, answer.receipt)
      return answer
    }
    case 'withdrawal':
      return await client.withdraw(item.body as WithdrawalWithEvidence, call)
    case 'refusal':
      return await client.refuseRequest(item.body as string, call)
    default:
      return await client.answerEntry(item.body as NewConfirmation, call)
  }
}
