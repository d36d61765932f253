import { Action, ErrorNotice, Screen, useAct, useWords } from '@fidecura/app-kit'
import { epochSeconds, nameText } from '@fidecura/base'
import { signRevocationOrder } from '@fidecura/credentials/switch'
import type { StaffMember } from '@fidecura/server/client'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { Field } from '../parts/fields.tsx'
import { RadioChoices } from '../parts/radio-choices.tsx'
import { evidenceOf } from '../revocations/revocation-evidence.ts'
import { personWords, revocationReasons } from './person-words.ts'

export interface RevokeScreenProps {
  readonly member: StaffMember
  readonly onDone: () => void
  readonly onCancel: () => void
}

// A second person who is away over a weekend still finds it.
const orderSeconds = 7 * 86_400

/** The first of two signatures under a revocation. */
export function RevokeScreen({ member, onDone, onCancel }: RevokeScreenProps) {
  const words = useWords(personWords)
  const { client, signer, clock, credentials, chain } = useDesk()
  const today = new Date(clock() * 1000).toLocaleDateString('sv-SE')
  const [reason, setReason] = useState<string>(revocationReasons[0])
  const [day, setDay] = useState(today)
  const { isRunning, error, run } = useAct()

  const propose = async () => {
    const { role } = member
    if (role === undefined) return
    const now = clock()
    // The day begins where the console stands; today counts from now on.
    const from = Math.floor(new Date(`${day}T00:00:00`).getTime() / 1000)
    const order = await signRevocationOrder(
      {
        id: `urn:uuid:${crypto.randomUUID()}`,
        issuer: role.issuer,
        selection: { id: role.id },
        reason,
        invalidFrom: epochSeconds(Math.min(from, now)),
        expected: 1,
        expiresAt: epochSeconds(now + orderSeconds),
      },
      { signer, issuedAt: now },
    )
    await client.proposeRevocation({ order, evidence: await evidenceOf(credentials, chain) })
    onDone()
  }
  return (
    <Screen
      title={words.revokeTitle(nameText(member.name))}
      lead={words.revokeLead}
      back={onCancel}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <RadioChoices
        label={words.reason}
        value={reason}
        onChange={setReason}
        choices={revocationReasons.map((id) => ({ id, label: words.revocations[id] }))}
      />
      <Field
        type="date"
        label={words.from}
        hint={words.fromHint}
        value={day}
        max={today}
        onChange={setDay}
      />
      <div className="screen-acts is-last">
        <Action
          look="danger"
          isPending={isRunning}
          isDisabled={day === '' || day > today}
          onPress={() => void run(propose)}
        >
          {words.propose}
        </Action>
        <Action look="quiet" onPress={onCancel}>
          {words.cancel}
        </Action>
      </div>
    </Screen>
  )
}
