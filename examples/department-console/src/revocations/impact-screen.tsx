import { Banner, ErrorNotice, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { CredentialUse } from '@fidecura/credentials'
import {
  CircleCheck,
  FileText,
  Handshake,
  type LucideIcon,
  TriangleAlert,
  UserCheck,
} from 'lucide-react'
import { useCallback } from 'react'
import { useDesk } from '../desk-context.tsx'
import { timeText } from '../staff/words-of.ts'
import { useLoaded } from '../use-loaded.ts'
import { revocationWords } from './revocation-words.ts'

const icons: Readonly<Record<CredentialUse['kind'], LucideIcon>> = {
  entry: FileText,
  presentation: UserCheck,
  statement: Handshake,
}

/** What was done under somebody's role, and what of it must be looked at again. */
export function ImpactScreen({ id }: { readonly id: string }) {
  const words = useWords(revocationWords)
  const { client, staff } = useDesk()
  const load = useCallback(() => client.impactOfStaff(id), [client, id])
  const [impact, reload] = useLoaded(load)
  const member = staff.value?.find((one) => one.id === id)
  const found = impact.value
  return (
    <Screen
      title={words.impactTitle}
      lead={words.impactLead}
      back={`/person/${encodeURIComponent(id)}`}
    >
      {member !== undefined && <h2>{nameText(member.name)}</h2>}
      {impact.state === 'failed' && (
        <ErrorNotice error={impact.error} onRetry={() => void reload()} />
      )}
      {found !== undefined && (
        <>
          {found.invalidFrom === undefined ? (
            <Banner tone="note" icon={CircleCheck}>
              {words.stillGood}
            </Banner>
          ) : (
            <Uses title={words.after(found.after.length)} uses={found.after} />
          )}
          <Uses
            title={(found.invalidFrom === undefined ? words.done : words.before)(
              found.before.length,
            )}
            uses={found.before}
          />
          {found.more && (
            <Banner tone="care" icon={TriangleAlert}>
              {words.more}
            </Banner>
          )}
        </>
      )}
    </Screen>
  )
}

interface UsesProps {
  readonly title: string
  readonly uses: readonly CredentialUse[]
}

function Uses({ title, uses }: UsesProps) {
  const words = useWords(revocationWords)
  const { language } = useLanguage()
  return (
    <section className="uses">
      <h2>{title}</h2>
      {uses.length === 0 && <p className="muted">{words.nothing}</p>}
      <ul className="rows">
        {uses.map(({ kind, reference, at, proven }) => {
          const Icon = icons[kind]
          return (
            <li key={`${kind} ${reference}`} className="use">
              <Icon aria-hidden="true" size={22} />
              <div>
                <p>{words.kinds[kind]}</p>
                <p className="muted small">
                  {timeText(at, language)} · {proven ? words.proven : words.claimed}
                </p>
                <code className="small">{reference}</code>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
