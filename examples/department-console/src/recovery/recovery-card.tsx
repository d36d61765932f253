import { Banner, useLanguage, useWords } from '@fidecura/app-kit'
import { cleanText } from '@fidecura/base'
import {
  approveRecovery,
  decodeRecoveryRequest,
  type RecoveryRequest,
} from '@fidecura/credentials/recovery'
import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import type { RecoveryItem } from '@fidecura/server/client'
import { TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { Facts } from '../parts/facts.tsx'
import { Check, Field } from '../parts/fields.tsx'
import { evidenceOf } from '../revocations/revocation-evidence.ts'
import { timeText } from '../staff/words-of.ts'
import { recoveryWords } from './recovery-words.ts'

export interface RecoveryCardProps {
  readonly item: RecoveryItem
  readonly onSigned: () => Promise<void>
}

/** What a new phone asks for: signed only after its four digits were typed. */
export function RecoveryCard({ item, onSigned }: RecoveryCardProps) {
  const words = useWords(recoveryWords)
  const { language } = useLanguage()
  const request = readRequest(item.request)
  if (request === undefined) {
    return (
      <li className="card">
        <Banner tone="bad" icon={TriangleAlert}>
          {words.unreadable}
        </Banner>
      </li>
    )
  }
  return (
    <li className="card">
      <h3>{words.states[item.state]}</h3>
      <Facts
        facts={[
          [words.record, cleanText(request.record.value)],
          [words.reason, words.reasons[request.reason]],
        ]}
      />
      {item.state === 'requested' && (
        <>
          <p>{words.signed(item.approvals)}</p>
          <SignPart item={item} request={request} onSigned={onSigned} />
        </>
      )}
      {item.state === 'open' && item.completesAt !== undefined && (
        <p className="muted small">{words.from(timeText(item.completesAt, language))}</p>
      )}
    </li>
  )
}

interface SignPartProps extends RecoveryCardProps {
  readonly request: RecoveryRequest
}

function SignPart({ item, request, onSigned }: SignPartProps) {
  const words = useWords(recoveryWords)
  const { client, signer, clock, credentials, chain } = useDesk()
  const [typed, setTyped] = useState('')
  const [digits, setDigits] = useState<string>()
  const [hasSeen, setSeen] = useState(false)
  const [hasSigned, setSigned] = useState(false)
  const { id, nonce } = item
  const { key } = request
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request is read anew each time, and says the same.
  useEffect(() => {
    const compute = async () => {
      setDigits(await comparisonDigits({ offer: id, nonce, thumbprint: await thumbprintOf(key) }))
    }
    void compute()
  }, [id, nonce, item.request])
  const plain = typed.normalize('NFKC').replace(/\D/gu, '')
  const agrees = digits !== undefined && plain === digits

  const sign = async () => {
    await client.approveRecovery(id, {
      token: await approveRecovery(item.request, { signer, issuedAt: clock() }),
      evidence: await evidenceOf(credentials, chain),
    })
    setSigned(true)
    await onSigned()
  }
  if (hasSigned) return <p>{words.done}</p>
  return (
    <>
      <div className="digits-inline">
        <Field
          label={words.digits}
          value={typed}
          onChange={setTyped}
          maxLength={8}
          inputMode="numeric"
        />
      </div>
      {plain.length >= 4 && (
        <p role="status" className={agrees ? 'digits-right' : 'digits-wrong'}>
          {agrees ? words.agree : words.differ}
        </p>
      )}
      <Check label={words.seen} isChecked={hasSeen} onChange={setSeen} />
      <ActButton look="primary" isDisabled={!hasSeen || !agrees} label={words.sign} act={sign} />
    </>
  )
}

function readRequest(token: string): RecoveryRequest | undefined {
  try {
    return decodeRecoveryRequest(token)
  } catch {
    return undefined
  }
}
