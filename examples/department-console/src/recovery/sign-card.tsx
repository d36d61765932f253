import { Action, Banner, useWords } from '@fidecura/app-kit'
import { cleanText } from '@fidecura/base'
import { approveRecovery, type RecoveryRequest } from '@fidecura/credentials/recovery'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { Check } from '../parts/fields.tsx'
import { evidenceOf } from '../revocations/revocation-evidence.ts'
import { dropHalfSigned, type HalfSigned, keepHalfSigned } from './half-signed.ts'
import { recoveryWords } from './recovery-words.ts'

export interface SignCardProps {
  readonly request: RecoveryRequest
  readonly token: string
  /** What the first person has signed already. */
  readonly half?: HalfSigned
  readonly onSigned: (isComplete: boolean) => Promise<void>
}

/** What a new phone asks for, and the place to sign it as the first or the second person. */
export function SignCard({ request, token, half, onSigned }: SignCardProps) {
  const words = useWords(recoveryWords)
  const { client, signer, clock, keep, credentials, chain } = useDesk()
  const [hasSeen, setSeen] = useState(false)
  const isOwn = half?.by === signer.did

  const sign = async () => {
    const signature = {
      token: await approveRecovery(token, { signer, issuedAt: clock() }),
      evidence: await evidenceOf(credentials, chain),
    }
    if (half === undefined) {
      await keepHalfSigned(keep, request.id, { request: token, by: signer.did, signature })
      return await onSigned(false)
    }
    await client.openRecovery({ request: token, approvals: [half.signature, signature] })
    await dropHalfSigned(keep, request.id)
    await onSigned(true)
  }
  const facts = [
    [words.record, cleanText(request.record.value)],
    [words.reason, words.reasons[request.reason]],
    [words.oldKey, request.from],
    [words.newKey, request.issuer],
  ] as const
  return (
    <section className="card">
      {half !== undefined && <h2>{words.waiting}</h2>}
      <dl className="facts facts-row">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {request.by !== 'desk' && (
        <Banner tone="bad" icon={TriangleAlert}>
          {words.notDesk}
        </Banner>
      )}
      {isOwn && <p>{words.own}</p>}
      {request.by === 'desk' && !isOwn && (
        <>
          <Check label={words.seen} isChecked={hasSeen} onChange={setSeen} />
          <ActButton
            look="primary"
            isDisabled={!hasSeen}
            label={half === undefined ? words.signFirst : words.signSecond}
            act={sign}
          />
        </>
      )}
      {half !== undefined && (
        <Action
          look="quiet"
          onPress={() => void dropHalfSigned(keep, request.id).then(() => onSigned(false))}
        >
          {words.drop}
        </Action>
      )}
    </section>
  )
}
