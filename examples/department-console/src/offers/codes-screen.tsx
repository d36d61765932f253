import { Action, Banner, ErrorNotice, goTo, Screen, useWords } from '@fidecura/app-kit'
import type { Offer } from '@fidecura/server/client'
import { CircleCheck, Info, Printer } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { useLoaded } from '../use-loaded.ts'
import { ClaimedList } from './claimed-list.tsx'
import { CodeCard } from './code-card.tsx'
import { offerWords } from './offer-words.ts'

type StaffOffer = Offer & { readonly staff: string }

// Fewer than the service takes at once, so that progress is seen.
const batchSize = 50

/** A sheet of codes for those who were selected: to print, or to hold out one after the other. */
export function CodesScreen() {
  const words = useWords(offerWords)
  const { client, chosen, choose, staff, reloadStaff } = useDesk()
  const [offers, setOffers] = useState<readonly StaffOffer[]>([])
  const [problem, setProblem] = useState<unknown>()
  const [isMaking, setMaking] = useState(chosen.length > 0)
  const waiting = useRef(chosen)
  const isRunning = useRef(false)

  const make = useCallback(async () => {
    if (isRunning.current) return
    isRunning.current = true
    setProblem(undefined)
    setMaking(true)
    try {
      while (waiting.current.length > 0) {
        const made = await client.offerToStaff(waiting.current.slice(0, batchSize))
        waiting.current = waiting.current.slice(batchSize)
        setOffers((before) => [...before, ...made.offers])
      }
      choose([])
      await reloadStaff()
    } catch (error) {
      setProblem(error)
    } finally {
      isRunning.current = false
      setMaking(false)
    }
  }, [client, choose, reloadStaff])
  useEffect(() => {
    void make()
  }, [make])

  const loadStates = useCallback(() => allPages((page) => client.offers(page)), [client])
  const [states, reloadStates] = useLoaded(loadStates, 2)
  const stateOf = new Map((states.value ?? []).map(({ id, state }) => [id, state]))
  const nameOf = new Map((staff.value ?? []).map(({ id, name }) => [id, name]))
  const done = offers.filter(({ id }) => ['confirmed', 'issued'].includes(stateOf.get(id) ?? ''))

  if (offers.length === 0) {
    return (
      <Screen title={isMaking ? words.makingTitle : words.noneTitle} back="/staff">
        {problem === undefined ? (
          !isMaking && <p>{words.noneLead}</p>
        ) : (
          <ErrorNotice error={problem} onRetry={() => void make()} />
        )}
      </Screen>
    )
  }
  return (
    <Screen
      title={words.title(offers.length)}
      lead={words.lead}
      back="/staff"
      primary={{
        label: words.done,
        onPress: () => {
          void reloadStaff()
          goTo('/staff/to_review')
        },
      }}
    >
      {problem !== undefined && <ErrorNotice error={problem} onRetry={() => void make()} />}
      {states.state === 'failed' && (
        <ErrorNotice error={states.error} onRetry={() => void reloadStates()} />
      )}
      <div className="toolbar no-print">
        <Action icon={Printer} onPress={() => window.print()}>
          {words.print}
        </Action>
        <p role="status">{words.verified(done.length, offers.length)}</p>
      </div>
      {done.length === offers.length ? (
        <Banner tone="good" icon={CircleCheck}>
          {words.allDone}
        </Banner>
      ) : (
        <Banner tone="care" icon={Info}>
          {words.shownOnce}
        </Banner>
      )}
      <ClaimedList
        offers={(states.value ?? []).filter(({ id }) => offers.some((offer) => offer.id === id))}
        onConfirmed={() => void reloadStates()}
      />
      <ul className="code-sheet">
        {offers.map((offer) => (
          <CodeCard
            key={offer.id}
            offer={offer}
            name={nameOf.get(offer.staff) ?? ''}
            state={stateOf.get(offer.id) ?? 'open'}
          />
        ))}
      </ul>
    </Screen>
  )
}
