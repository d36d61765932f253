import { defineWords, Screen, useAct, useWords } from '@fidecura/app-kit'
import { declineRequest } from '@fidecura/openid/wallet'
import { useState } from 'react'
import type { SignedConsent } from '../../model/acts.ts'
import { type Asked, type Chosen, shownOf } from '../../model/openid/asked.ts'
import { showTo } from '../../model/openid/show-to.ts'
import { usePatient } from '../../patient.tsx'
import { RequestScreen } from '../request.tsx'
import { Answered } from './answered.tsx'
import { useDescribe } from './described.ts'
import { NothingAnswers } from './nothing-answers.tsx'
import { AskerCard } from './party-card.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import { SignInCard } from './sign-in-card.tsx'
import { WhatIsShown } from './what-is-shown.tsx'

const words = defineWords({
  en: {
    signIn: 'Sign in?',
    show: 'Show this?',
    signInNow: 'Yes, sign in',
    showNow: 'Yes, show it',
    no: 'No',
  },
  'zh-CN': {
    signIn: '确认登录？',
    show: '出示这些内容？',
    signInNow: '确认登录',
    showNow: '同意出示',
    no: '不同意',
  },
})

type Step =
  | { readonly kind: 'asked' }
  | {
      readonly kind: 'answered'
      readonly isShown: boolean
      readonly redirectTo: string | undefined
      readonly statement?: string
    }

/** Who asks, where one would sign in, what would be seen; then yes or no. */
export function PresentationScreen({ asked }: { readonly asked: Asked }) {
  const texts = useWords(words)
  const describe = useDescribe()
  const { keep } = usePatient()
  const [chosen, setChosen] = useState<Chosen>({})
  const [step, setStep] = useState<Step>({ kind: 'asked' })
  const [doing, setDoing] = useState<'yes' | 'no'>()
  const { error, run } = useAct()
  const { request, asker, host, signIn, consent } = asked
  const shown = shownOf(request, chosen)

  const show = async (signed?: SignedConsent): Promise<void> => {
    const described = shown.map(({ credential: { types, issuer }, shown: claims }) =>
      describe.credential({ types, issuer, claims }),
    )
    const statement = signed && { id: signed.id, token: signed.token }
    const { redirectTo } = await showTo(asked, { chosen: shown, described, statement }, keep)
    const signedAs = signed && { statement: signed.id }
    setStep({ kind: 'answered', isShown: true, redirectTo, ...signedAs })
  }
  const decline = async (): Promise<void> => {
    const { redirectTo } = await declineRequest(request)
    setStep({ kind: 'answered', isShown: false, redirectTo })
  }
  const act = async (which: 'yes' | 'no') => {
    setDoing(which)
    await run(which === 'yes' ? () => show() : decline)
    setDoing(undefined)
  }

  if (step.kind === 'answered') return <Answered asked={asked} {...step} />
  if (request.needed === undefined) {
    const no = { isPending: doing === 'no', onPress: () => void act('no') }
    return <NothingAnswers asked={asked} error={error} no={no} />
  }
  const what = <WhatIsShown request={request} chosen={chosen} onChoose={setChosen} />
  const who = <AskerCard asker={asker} host={host} />
  if (consent !== undefined) {
    const more = (
      <>
        {who}
        {what}
      </>
    )
    return <RequestScreen open={consent} elsewhere={{ yes: show, no: decline, more }} />
  }
  return (
    <Screen
      title={signIn === undefined ? texts.show : texts.signIn}
      primary={{
        label: signIn === undefined ? texts.showNow : texts.signInNow,
        isDisabled: doing === 'no',
        isPending: doing === 'yes',
        onPress: () => void act('yes'),
      }}
      aside={{
        label: texts.no,
        isDisabled: doing === 'yes',
        isPending: doing === 'no',
        onPress: () => void act('no'),
      }}
    >
      {error !== undefined && <ProblemNotice error={error} about="request" />}
      {signIn === undefined ? who : <SignInCard signIn={signIn} asker={asker} />}
      {what}
      {signIn !== undefined && who}
    </Screen>
  )
}
