import { ErrorNotice, goTo, Screen, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { GuardianshipItem, OfferSummary } from '@fidecura/server/client'
import { useCallback, useState } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { DigitsField } from '../offers/digits-field.tsx'
import { offerWords } from '../offers/offer-words.ts'
import { ActButton } from '../parts/act-button.tsx'
import { useLoaded } from '../use-loaded.ts'
import { EndScreen } from './end-screen.tsx'
import { GuardianFacts } from './guardian-facts.tsx'
import { guardianWords } from './guardian-words.ts'
import { GuardianshipCard } from './guardianship-card.tsx'

/** Guardians who wait to be named, those who are, and what waits to end one. */
export function GuardiansScreen() {
  const words = useWords(guardianWords)
  const { client } = useDesk()
  const load = useCallback(async () => {
    const [offers, guardianships] = await Promise.all([
      allPages((page) => client.offers(page)),
      allPages((page) => client.guardianships(page)),
    ])
    const isWaiting = ({ kind, state }: OfferSummary) =>
      kind === 'guardian' && ['open', 'claimed', 'confirmed'].includes(state)
    return { waiting: offers.filter(isWaiting), guardianships }
  }, [client])
  const [found, reload] = useLoaded(load, 5)
  const [ending, setEnding] = useState<GuardianshipItem>()
  if (ending !== undefined) {
    return (
      <EndScreen
        item={ending}
        onCancel={() => setEnding(undefined)}
        onDone={() => {
          setEnding(undefined)
          void reload()
        }}
      />
    )
  }
  const { waiting = [], guardianships = [] } = found.value ?? {}
  const sorted = guardianships.toSorted(
    (one, other) =>
      Number(other.state === 'in_force') - Number(one.state === 'in_force') ||
      Number(other.ending !== undefined) - Number(one.ending !== undefined) ||
      other.issuedAt - one.issuedAt,
  )
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      back="/patients"
      primary={{ label: words.name, onPress: () => goTo('/guardian') }}
    >
      {found.state === 'failed' && (
        <ErrorNotice error={found.error} onRetry={() => void reload()} />
      )}
      {waiting.length > 0 && (
        <>
          <h2>{words.waiting}</h2>
          <ul className="cards">
            {waiting.map((offer) => (
              <OfferCard key={offer.id} offer={offer} onChanged={reload} />
            ))}
          </ul>
        </>
      )}
      {sorted.length > 0 && <h2>{words.inForce}</h2>}
      {found.state === 'ready' && waiting.length + sorted.length === 0 && (
        <div className="empty">
          <h2>{words.none}</h2>
          <p>{words.noneLead}</p>
        </div>
      )}
      <ul className="cards">
        {sorted.map((item) => (
          <GuardianshipCard
            key={item.id}
            item={item}
            onEnd={() => setEnding(item)}
            onChanged={reload}
          />
        ))}
      </ul>
    </Screen>
  )
}

interface OfferCardProps {
  readonly offer: OfferSummary
  readonly onChanged: () => Promise<void>
}

function OfferCard({ offer, onChanged }: OfferCardProps) {
  const words = useWords(guardianWords)
  const { states } = useWords(offerWords)
  const { client } = useDesk()
  const { id, name, state, guardian } = offer
  return (
    <li className="card">
      <h3>{nameText(name)}</h3>
      <p className="muted">{states[state]}</p>
      {guardian !== undefined && <GuardianFacts about={guardian} />}
      {state === 'claimed' && (
        <DigitsField offer={id} name={name} onConfirmed={() => void onChanged()} />
      )}
      {state === 'confirmed' ? (
        <ActButton
          label={words.approve}
          act={async () => {
            await client.approveOffer(id)
            await onChanged()
          }}
        />
      ) : (
        <ActButton
          look="quiet"
          label={words.makeVoid}
          act={async () => {
            await client.voidOffer(id)
            await onChanged()
          }}
        />
      )}
    </li>
  )
}
