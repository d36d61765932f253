import { ErrorNotice, FourDigits, type Keep, Screen, useAct, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { comparisonDigits, type Signer, thumbprintOf } from '@fidecura/identity'
import type { AppConfiguration, HeldOffer } from '@fidecura/server/client'
import { BadgeCheck } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { Field } from '../parts/fields.tsx'
import { useLoaded } from '../use-loaded.ts'
import { type Connection, connect, type Wallet } from './connect.ts'
import { enterWords } from './enter-words.ts'

/** An offer that this key has claimed, kept until its credentials are there. */
interface Claim {
  readonly id: string
  readonly issuer: string
  readonly digits: string
}

export interface ClaimScreenProps {
  readonly config: AppConfiguration
  readonly signer: Signer
  readonly keep: Keep
  readonly slot: string
  /** From a link, or from paper by way of a scanner. */
  readonly code?: string | undefined
  readonly onWallet: (wallet: Wallet) => void
}

/** Claims an offer for a new key, and waits until two people have said yes. */
export function ClaimScreen(props: ClaimScreenProps) {
  const { config, signer, keep, slot, code: given, onWallet } = props
  const words = useWords(enterWords)
  const [connection, setConnection] = useState<Connection>()
  const [claim, setClaim] = useState<Claim>()
  const [code, setCode] = useState(given ?? '')
  const { isRunning, error, run } = useAct()
  const name = `claim/${slot}`

  const open = useCallback(async () => {
    setConnection(await connect({ config, signer, credentials: [], chain: [] }))
    // A new link is about something new.
    if (given === undefined) setClaim(await keep.get<Claim>(name))
  }, [config, signer, keep, name, given])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, and again when somebody asks for it.
  useEffect(() => {
    void run(open)
  }, [open])

  const use = async () => {
    if (connection === undefined) return
    const offer = await connection.client.claimOffer(code.trim())
    const thumbprint = await thumbprintOf(signer.publicKey)
    const digits = await comparisonDigits({ offer: offer.id, nonce: offer.nonce, thumbprint })
    const claimed = { id: offer.id, issuer: offer.issuer.name, digits }
    await keep.put(name, claimed)
    setClaim(claimed)
  }
  const restart = async () => {
    await keep.delete(name)
    setCode('')
    setClaim(undefined)
  }

  if (claim !== undefined && connection !== undefined) {
    const done = async ({ credentials = [], chain = [] }: HeldOffer) => {
      await keep.put(`wallet/${slot}`, { credentials, chain })
      await keep.delete(name)
      onWallet({ credentials, chain })
    }
    return <Waiting claim={claim} connection={connection} onIssued={done} onRestart={restart} />
  }
  return (
    <Screen
      title={words.haveCode}
      lead={words.haveCodeLead}
      primary={{
        label: words.use,
        isPending: isRunning,
        isDisabled: code.replace(/[^\da-z]/giu, '').length < 12,
        onPress: () => void run(connection === undefined ? open : use),
      }}
    >
      {error !== undefined && (
        <ErrorNotice
          error={error}
          {...(connection === undefined && { onRetry: () => void run(open) })}
        />
      )}
      <Field label={words.code} value={code} onChange={setCode} maxLength={20} />
    </Screen>
  )
}

interface WaitingProps {
  readonly claim: Claim
  readonly connection: Connection
  readonly onIssued: (held: HeldOffer) => Promise<void>
  readonly onRestart: () => Promise<void>
}

function Waiting({ claim, connection, onIssued, onRestart }: WaitingProps) {
  const words = useWords(enterWords)
  const load = useCallback(() => connection.client.heldOffer(claim.id), [connection, claim.id])
  const [held, reload] = useLoaded(load, 2)
  const { isRunning, run } = useAct()
  const state = held.value?.state ?? 'claimed'
  switch (state) {
    case 'claimed':
      return (
        <Screen title={words.compare} lead={words.compareLead}>
          {held.state === 'failed' && (
            <ErrorNotice error={held.error} onRetry={() => void reload()} />
          )}
          <FourDigits digits={claim.digits} />
          <p className="muted">
            {words.from}: {nameText(claim.issuer)}
          </p>
        </Screen>
      )
    case 'confirmed':
      return (
        <Screen title={words.confirmed} lead={words.confirmedLead}>
          {held.state === 'failed' && (
            <ErrorNotice error={held.error} onRetry={() => void reload()} />
          )}
          <p className="muted">
            {words.from}: {nameText(claim.issuer)}
          </p>
        </Screen>
      )
    case 'issued':
      return (
        <Screen
          title={words.issuedTitle}
          lead={words.issuedLead}
          primary={{
            label: words.work,
            isPending: isRunning,
            onPress: () => void run(async () => held.value && (await onIssued(held.value))),
          }}
        >
          <BadgeCheck className="done-mark" aria-hidden="true" size={72} />
        </Screen>
      )
    case 'void':
      return (
        <Screen
          title={words.voidTitle}
          lead={words.voidLead}
          primary={{ label: words.newCode, onPress: () => void onRestart() }}
        />
      )
    default:
      return state satisfies never
  }
}
