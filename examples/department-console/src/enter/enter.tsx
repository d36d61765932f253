import {
  Action,
  createKeep,
  ErrorNotice,
  type Keep,
  type OpenKey,
  replaceRoute,
  Screen,
  useRoute,
  useWords,
} from '@fidecura/app-kit'
import { systemClock } from '@fidecura/base'
import type { AppConfiguration } from '@fidecura/server/client'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { DeskPerson } from '../desk-context.tsx'
import { useLoaded } from '../use-loaded.ts'
import { ClaimScreen } from './claim-screen.tsx'
import { connect, type Wallet } from './connect.ts'
import { enterWords } from './enter-words.ts'

export interface EnterProps {
  readonly config: AppConfiguration
  readonly open: OpenKey
  readonly children: (person: DeskPerson) => ReactNode
}

/** From an open key to somebody who works here: by a code at first, later by signing in. */
export function Enter({ config, open, children }: EnterProps) {
  const words = useWords(enterWords)
  const route = useRoute()
  const keep = useMemo(() => createKeep(`console.${config.tenant}`), [config.tenant])
  const [code, setCode] = useState<string>()
  const { slot, signer } = open

  const load = useCallback(
    async () => (await keep.get<Wallet>(`wallet/${slot}`)) ?? null,
    [keep, slot],
  )
  const [wallet, reload] = useLoaded(load)
  useEffect(() => {
    if (route.kind !== 'offer') return
    setCode(route.code)
    replaceRoute('/')
  }, [route])

  if (wallet.state === 'failed') {
    return (
      <Screen title={words.opening}>
        <ErrorNotice error={wallet.error} onRetry={() => void reload()} />
      </Screen>
    )
  }
  if (wallet.state === 'loading' || route.kind === 'offer') {
    return <p className="quiet-wait">{words.opening}</p>
  }
  if (wallet.value === null || code !== undefined) {
    return (
      <ClaimScreen
        key={code}
        {...{ config, signer, keep, slot, code }}
        onWallet={() => {
          setCode(undefined)
          void reload()
        }}
      />
    )
  }
  return (
    <SignIn config={config} open={open} wallet={wallet.value} keep={keep}>
      {children}
    </SignIn>
  )
}

interface SignInProps extends EnterProps {
  readonly wallet: Wallet
  readonly keep: Keep
}

function SignIn({ config, open, wallet, keep, children }: SignInProps) {
  const words = useWords(enterWords)
  const { signer, slot } = open
  const load = useCallback(() => connect({ config, signer, ...wallet }), [config, signer, wallet])
  const [connection, reload] = useLoaded(load)
  // The next person at this machine must not find a closed door.
  const leave = (
    <Action look="quiet" onPress={() => open.lock()}>
      {words.somebodyElse}
    </Action>
  )
  if (connection.value === undefined) {
    return connection.state === 'failed' ? (
      <Screen title={words.signingIn} more={leave}>
        <ErrorNotice error={connection.error} onRetry={() => void reload()} />
      </Screen>
    ) : (
      <p className="quiet-wait">{words.signingIn}</p>
    )
  }
  const { client, configuration, as } = connection.value
  if (as.staff === undefined) {
    return (
      <Screen
        title={words.noStaff}
        lead={words.noStaffLead}
        more={leave}
        primary={{
          label: words.newCode,
          onPress: () => {
            void keep.delete(`wallet/${slot}`).then(() => location.reload())
          },
        }}
      />
    )
  }
  return children({
    ...{
      client,
      configuration,
      staffing: configuration.staffing,
      config,
      keep,
      signer,
      clock: systemClock,
    },
    as: as.staff,
    credentials: wallet.credentials,
    chain: wallet.chain,
  })
}
