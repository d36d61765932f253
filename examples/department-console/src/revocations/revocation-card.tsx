import { Banner, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { approveRevocationOrder } from '@fidecura/credentials/switch'
import type { RevocationItem } from '@fidecura/server/client'
import { PenLine, TriangleAlert } from 'lucide-react'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { EvidenceId } from '../parts/evidence-id.tsx'
import { Facts } from '../parts/facts.tsx'
import { personWords } from '../staff/person-words.ts'
import { timeText } from '../staff/words-of.ts'
import { isOrderOf, readOrder } from './order-shown.ts'
import { evidenceOf } from './revocation-evidence.ts'
import { revocationWords } from './revocation-words.ts'

export interface RevocationCardProps {
  readonly item: RevocationItem
  readonly onChanged: () => Promise<void>
}

/** What the first person signed, read from the order itself, for the second to sign the same. */
export function RevocationCard({ item, onChanged }: RevocationCardProps) {
  const words = useWords(revocationWords)
  const { revocations: reasons } = useWords(personWords)
  const { language } = useLanguage()
  const { client, signer, clock, credentials, chain, staff, reloadStaff } = useDesk()
  const order = readOrder(item.order)
  const member = staff.value?.find(({ role }) => isOrderOf(order, role))
  const { reason = '', invalidFrom } = order?.order ?? {}
  const facts = [
    [words.whose, member === undefined ? words.unknownPerson : nameText(member.name)],
    [words.reason, reasons[reason as keyof typeof reasons] ?? reason],
    [words.from, invalidFrom === undefined ? '' : timeText(invalidFrom, language)],
    [words.proposedBy, nameText(item.proposedBy)],
    [words.approvedBy, item.approvedBy === undefined ? '' : nameText(item.approvedBy)],
    [words.until, item.state === 'proposed' ? timeText(item.expiresAt, language) : ''],
  ] as const
  const sign = async () => {
    const approved = await approveRevocationOrder(item.order, { signer, issuedAt: clock() })
    await client.approveRevocation(item.id, {
      order: approved,
      evidence: await evidenceOf(credentials, chain),
    })
    await Promise.all([onChanged(), reloadStaff()])
  }
  return (
    <li className="card">
      <h2>{words.states[item.state]}</h2>
      {order === undefined ? (
        <Banner tone="bad" icon={TriangleAlert}>
          {words.unreadable}
        </Banner>
      ) : (
        <Facts facts={facts} />
      )}
      <EvidenceId id={item.evidence} />
      {item.state === 'proposed' &&
        order !== undefined &&
        (member === undefined ? (
          <Banner tone="bad" icon={TriangleAlert}>
            {words.notOne}
          </Banner>
        ) : order.signer === signer.did ? (
          <p className="muted">{words.own}</p>
        ) : (
          <ActButton look="danger" icon={PenLine} label={words.sign} act={sign} />
        ))}
      {member !== undefined && (
        <a className="more-link" href={`#/impact/${encodeURIComponent(member.id)}`}>
          {words.impact}
        </a>
      )}
    </li>
  )
}
