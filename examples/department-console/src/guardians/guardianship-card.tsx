import { Action, Banner, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { approveRevocationOrder } from '@fidecura/credentials/switch'
import type { GuardianshipItem } from '@fidecura/server/client'
import { PenLine, TriangleAlert } from 'lucide-react'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { isOrderOf, readOrder } from '../revocations/order-shown.ts'
import { evidenceOf } from '../revocations/revocation-evidence.ts'
import { timeText } from '../staff/words-of.ts'
import { GuardianFacts } from './guardian-facts.tsx'
import { guardianWords } from './guardian-words.ts'

export interface GuardianshipCardProps {
  readonly item: GuardianshipItem
  readonly onEnd: () => void
  readonly onChanged: () => Promise<void>
}

/** A guardian, how it stands, and the two signatures that end it. */
export function GuardianshipCard({ item, onEnd, onChanged }: GuardianshipCardProps) {
  const words = useWords(guardianWords)
  const { language } = useLanguage()
  const { client, signer, clock, credentials, chain, configuration } = useDesk()
  const { ending, state } = item
  const signed = ending === undefined ? undefined : readOrder(ending.order)
  const { reason = '' } = signed?.order ?? {}
  const waits = state === 'in_force' && ending !== undefined
  const more = [
    [words.reason, words.reasons[reason as keyof typeof words.reasons] ?? reason],
    [words.proposedBy, nameText(ending?.proposedBy ?? '')],
    [words.approvedBy, nameText(ending?.approvedBy ?? '')],
    [words.signUntil, waits ? timeText(ending.expiresAt, language) : ''],
  ] as const
  const sign = async () => {
    if (ending === undefined) return
    const order = await approveRevocationOrder(ending.order, { signer, issuedAt: clock() })
    await client.approveGuardianEnd(item.id, {
      ...{ order, evidence: await evidenceOf(credentials, chain) },
    })
    await onChanged()
  }
  return (
    <li className="card">
      <h2>{nameText(item.name)}</h2>
      <p className="muted">{waits ? words.proposed : words.states[state]}</p>
      <GuardianFacts about={item} more={ending === undefined ? [] : more} />
      {state === 'in_force' &&
        (ending === undefined ? (
          <Action look="quiet" onPress={onEnd}>
            {words.end}
          </Action>
        ) : !isOrderOf(signed, { issuer: configuration.custodian.did, id: item.id }) ? (
          <Banner tone="bad" icon={TriangleAlert}>
            {words.notThis}
          </Banner>
        ) : signed?.signer === signer.did ? (
          <p className="muted">{words.own}</p>
        ) : (
          <ActButton look="danger" icon={PenLine} label={words.signSecond} act={sign} />
        ))}
    </li>
  )
}
