import { useWords } from '@fidecura/app-kit'
import { epochSeconds, nameText } from '@fidecura/base'
import { signRevocationOrder } from '@fidecura/credentials/switch'
import type { GuardianshipItem } from '@fidecura/server/client'
import { useDesk } from '../desk-context.tsx'
import { evidenceOf } from '../revocations/revocation-evidence.ts'
import { ReasonScreen } from '../staff/reason-screen.tsx'
import { endReasons, guardianWords } from './guardian-words.ts'

export interface EndScreenProps {
  readonly item: GuardianshipItem
  readonly onDone: () => void
  readonly onCancel: () => void
}

// A second person who is away over a weekend still finds it.
const orderSeconds = 7 * 86_400

/** The first of two signatures under the end of a guardianship. */
export function EndScreen({ item, onDone, onCancel }: EndScreenProps) {
  const words = useWords(guardianWords)
  const { client, signer, clock, credentials, chain, configuration } = useDesk()
  const propose = async (reason: string) => {
    const now = clock()
    const order = await signRevocationOrder(
      {
        ...{ id: `urn:uuid:${crypto.randomUUID()}`, issuer: configuration.custodian.did },
        ...{ selection: { id: item.id }, reason, expected: 1 },
        expiresAt: epochSeconds(now + orderSeconds),
      },
      { signer, issuedAt: now },
    )
    await client.proposeGuardianEnd(item.id, {
      ...{ order, evidence: await evidenceOf(credentials, chain) },
    })
    onDone()
  }
  return (
    <ReasonScreen
      title={words.endTitle(nameText(item.name))}
      lead={words.endLead}
      label={words.sign}
      reasons={endReasons.map((id) => ({ id, label: words.reasons[id] }))}
      act={propose}
      onCancel={onCancel}
    />
  )
}
