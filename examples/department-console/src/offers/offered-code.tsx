import { Action, Banner, ErrorNotice, Screen, type ScreenProps, useWords } from '@fidecura/app-kit'
import type { Offer, OpenIdOffer } from '@fidecura/server/client'
import { CircleCheck, Hourglass, TriangleAlert } from 'lucide-react'
import { useCallback, useState } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { useLoaded } from '../use-loaded.ts'
import { AnotherWallet } from './another-wallet.tsx'
import { CodeCard } from './code-card.tsx'
import { DigitsField } from './digits-field.tsx'
import { offerWords } from './offer-words.ts'

export interface OfferedCodeProps extends Pick<ScreenProps, 'title' | 'lead' | 'back'> {
  readonly offer: Offer
  readonly name: string
  /** Said once the digits agree. */
  readonly agreed: string
  /** What comes then. */
  readonly next: NonNullable<ScreenProps['primary']>
}

/** The code of one offer, and the digits of whoever stands at the desk. */
export function OfferedCode({ offer, name, agreed, next, ...frame }: OfferedCodeProps) {
  const words = useWords(offerWords)
  const { client } = useDesk()
  const [other, setOther] = useState<OpenIdOffer>()
  const [isSaid, setSaid] = useState(false)
  const load = useCallback(() => allPages((page) => client.offers(page)), [client])
  const [offers, reload] = useLoaded(load, 2)
  const { state = 'open', isKept } = offers.value?.find(({ id }) => id === offer.id) ?? {}
  const isThere = state === 'confirmed' || state === 'issued'
  // What another wallet has fetched, it may yet refuse: only it knows.
  const isAwaited = other !== undefined && state === 'issued' && isKept !== true
  const isDone = isThere && !isAwaited
  const isOther = other !== undefined && state === 'open'
  return (
    <Screen
      {...frame}
      {...(isOther && {
        lead: isSaid ? words.sayCode : words.otherLead,
        primary: {
          label: isSaid ? words.showPicture : words.showCode,
          onPress: () => setSaid(!isSaid),
        },
      })}
      {...(isThere && { primary: next })}
    >
      {offers.state === 'failed' && (
        <ErrorNotice error={offers.error} onRetry={() => void reload()} />
      )}
      {isDone && (
        <Banner tone="good" icon={CircleCheck}>
          {agreed}
        </Banner>
      )}
      {isAwaited && (
        <Banner
          tone={isKept === false ? 'bad' : 'care'}
          icon={isKept === false ? TriangleAlert : Hourglass}
        >
          {isKept === false ? words.refused : words.fetched}
        </Banner>
      )}
      {state === 'claimed' && (
        <div className="code-sheet-one">
          <DigitsField offer={offer.id} name={name} onConfirmed={() => void reload()} />
        </div>
      )}
      {isOther ? (
        <AnotherWallet key={other.link} offer={other} name={name} isSaid={isSaid} />
      ) : isAwaited ? null : (
        <ul className="code-sheet code-sheet-one">
          <CodeCard offer={offer} name={name} state={state} />
        </ul>
      )}
      {state === 'open' && (
        <div className="other-ways no-print">
          <ActButton
            key={other?.link}
            look="quiet"
            label={other === undefined ? words.otherWallet : words.otherAgain}
            act={async () => {
              setOther(await client.handOutOffer(offer.id))
              setSaid(false)
            }}
          />
          {other !== undefined && (
            <Action look="quiet" onPress={() => setOther(undefined)}>
              {words.ownApp}
            </Action>
          )}
        </div>
      )}
    </Screen>
  )
}
