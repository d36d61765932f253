import {
  defineWords,
  describeError,
  ErrorNotice,
  goTo,
  Screen,
  useAct,
  useLanguage,
  useWords,
} from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { MandatePlace, Offer } from '@fidecura/server/client'
import { useMemo, useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { draftMandate, giveMandate, type MandateScope, placeFor } from '../model/mandates.ts'
import { usePatient } from '../patient.tsx'
import { MandateCode } from './mandate-code.tsx'
import { isWhole, MandateGist, MandateScopeFields } from './mandate-scope.tsx'

const words = defineWords({
  en: {
    who: 'Who may act for you?',
    whoLead: 'You choose afterwards what they may do, and can take it back at any time.',
    name: 'Their name',
    next: 'Next',
    digits: (name: string) => `Which four digits does ${name} see?`,
    digitsLead:
      'Ask them by voice, or look at their screen. Only if they fit is it really their phone.',
    digitsLabel: 'Four digits',
    over: 'Three times wrong: begin again, with a new code.',
    scope: (name: string) => `What may ${name} do?`,
    read: 'Read it, then sign',
    text: 'The text that you sign',
    sign: 'Yes, I sign',
    done: (name: string) => `${name} may act for you now`,
    doneLead: 'You hear of each thing that they do. To take it back, open “Who may act for me”.',
    finish: 'Done',
  },
  'zh-CN': {
    who: '您想委托谁？',
    whoLead: '接下来由您选择对方可以做什么，随时可以收回。',
    name: '对方姓名',
    next: '下一步',
    digits: (name: string) => `${name}看到哪四位数字？`,
    digitsLead: '请当面或打电话问对方。数字一致，才说明真是对方的手机。',
    digitsLabel: '四位数字',
    over: '已错三次，请用新的领取码重新开始。',
    scope: (name: string) => `${name}可以做什么？`,
    read: '请看一遍，然后签字',
    text: '您将签署的全文',
    sign: '同意并签字',
    done: (name: string) => `${name}现在可以代您办理`,
    doneLead: '对方每办理一件事，您都会收到通知。收回请打开“谁可以代我办理”。',
    finish: '完成',
  },
})

type Step =
  | { readonly kind: 'who' }
  | { readonly kind: 'code'; readonly offer: Offer }
  | { readonly kind: 'digits'; readonly offer: Offer }
  | { readonly kind: 'scope' | 'read'; readonly offer: Offer; readonly place: MandatePlace }
  | { readonly kind: 'done' }

const beginning: MandateScope = {
  ...{ name: '', powers: ['view', 'consent', 'withdraw'], purposes: ['TREAT'] },
  ...{ types: '*', days: 30 },
}

/** Five small steps to a mandate: who, their phone, four digits, what they may do, the signature. */
export default function GiveMandate() {
  const texts = useWords(words)
  const { language } = useLanguage()
  const { hospital, acting, open, refresh } = usePatient()
  const [scope, setScope] = useState(beginning)
  const [step, setStep] = useState<Step>({ kind: 'who' })
  const [digits, setDigits] = useState('')
  const { isRunning, error, run } = useAct()
  const name = nameText(scope.name)
  const standing = acting?.standing
  const place = step.kind === 'read' ? step.place : undefined
  const draft = useMemo(
    () =>
      place === undefined || standing === undefined
        ? undefined
        : draftMandate(place, scope, standing, language, open.signer),
    [place, standing, scope, language, open],
  )

  const go = (act: () => Promise<Step>) => void run(async () => setStep(await act()))

  switch (step.kind) {
    case 'who':
      return (
        <Screen
          title={texts.who}
          lead={texts.whoLead}
          back="/mandates"
          primary={{
            label: texts.next,
            isDisabled: name.trim() === '',
            isPending: isRunning,
            onPress: () =>
              go(async () => ({
                kind: 'code',
                offer: await hospital.call((client) => client.offerMandate(scope.name.trim())),
              })),
          }}
        >
          {error !== undefined && <ErrorNotice error={error} />}
          <TextField
            className="field"
            value={scope.name}
            maxLength={64}
            onChange={(next) => setScope({ ...scope, name: next })}
          >
            <Label>{texts.name}</Label>
            <Input autoComplete="off" spellCheck="false" />
          </TextField>
        </Screen>
      )
    case 'code': {
      const { offer } = step
      const onClaimed = () => setStep({ kind: 'digits', offer })
      return <MandateCode offer={offer} name={scope.name} onClaimed={onClaimed} />
    }
    case 'digits': {
      const { offer } = step
      return (
        <Screen
          title={texts.digits(name)}
          lead={texts.digitsLead}
          back="/mandates"
          primary={{
            label: texts.next,
            isDisabled: digits.length < 4,
            isPending: isRunning,
            onPress: () =>
              go(async () => {
                const found = await placeFor(hospital, offer.id, digits).finally(() =>
                  setDigits(''),
                )
                return { kind: 'scope', offer, place: found }
              }),
          }}
        >
          {error !== undefined && <ErrorNotice error={error} />}
          {describeError(error).code === 'offer_state_wrong' && <p>{texts.over}</p>}
          <TextField
            className="field code-field"
            value={digits}
            onChange={(typed) => setDigits(typed.normalize('NFKC').replace(/\D/gu, '').slice(0, 4))}
          >
            <Label>{texts.digitsLabel}</Label>
            <Input inputMode="numeric" autoComplete="off" />
          </TextField>
        </Screen>
      )
    }
    case 'scope':
      return (
        <Screen
          title={texts.scope(name)}
          back="/mandates"
          primary={{
            label: texts.next,
            isDisabled: !isWhole(scope),
            onPress: () => setStep({ ...step, kind: 'read' }),
          }}
        >
          <MandateScopeFields scope={scope} onChange={setScope} />
        </Screen>
      )
    case 'read': {
      const { offer } = step
      return (
        <Screen
          title={texts.read}
          back={() => setStep({ ...step, kind: 'scope' })}
          primary={{
            label: texts.sign,
            isDisabled: draft === undefined,
            isPending: isRunning,
            onPress: () =>
              go(async () => {
                if (draft === undefined) return step
                await giveMandate(hospital, offer.id, draft.contents, open.signer)
                void refresh()
                return { kind: 'done' }
              }),
          }}
        >
          {error !== undefined && <ErrorNotice error={error} />}
          {draft !== undefined && <MandateGist scope={scope} until={draft.contents.validUntil} />}
          <section className="card">
            <h2>{texts.text}</h2>
            <p className="signed-text">{draft?.text}</p>
          </section>
        </Screen>
      )
    }
    case 'done':
      return (
        <Screen
          title={texts.done(name)}
          lead={texts.doneLead}
          primary={{ label: texts.finish, onPress: () => goTo('/mandates') }}
        />
      )
    default:
      return step satisfies never
  }
}
