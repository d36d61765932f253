import { ErrorNotice, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { OfferSummary } from '@fidecura/server/client'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { timeText } from '../staff/words-of.ts'
import { useLoaded } from '../use-loaded.ts'
import { ClaimedList } from './claimed-list.tsx'
import { offerWords } from './offer-words.ts'

/** Who has scanned a code and waits to be compared, whoever made the code. */
export function DigitsScreen({
  kind,
  back,
}: Pick<OfferSummary, 'kind'> & { readonly back: string }) {
  const words = useWords(offerWords)
  const { language } = useLanguage()
  const { client, reloadStaff } = useDesk()
  const load = useCallback(() => allPages((page) => client.offers(page)), [client])
  const [offers, reload] = useLoaded(load, 2)
  const waiting = (offers.value ?? []).filter(
    (offer) => offer.kind === kind && ['open', 'claimed'].includes(offer.state),
  )

  return (
    <Screen title={words.compareTitle} lead={words.compareLead} back={back}>
      {offers.state === 'failed' && (
        <ErrorNotice error={offers.error} onRetry={() => void reload()} />
      )}
      {offers.state === 'loading' && offers.value === undefined && (
        <p className="empty">{words.loading}</p>
      )}
      {offers.state === 'ready' && waiting.length === 0 && (
        <div className="empty">
          <h2>{words.noneTitle}</h2>
          <p>{words.noneLead}</p>
        </div>
      )}
      {waiting.length > 0 && (
        <ClaimedList
          offers={waiting}
          onConfirmed={() => void Promise.all([reload(), reloadStaff()])}
        />
      )}
      <ul className="cards">
        {waiting.map(({ id, name, state, expiresAt }) => (
          <li key={id} className="card waiting">
            <div>
              <h2>{nameText(name)}</h2>
              <p className="muted small">
                {words.states[state]} · {words.until(timeText(expiresAt, language))}
              </p>
            </div>
            <ActButton
              look="quiet"
              label={words.makeVoid}
              act={async () => {
                await client.voidOffer(id)
                await Promise.all([reload(), reloadStaff()])
              }}
            />
          </li>
        ))}
      </ul>
    </Screen>
  )
}
