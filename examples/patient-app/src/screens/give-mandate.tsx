import {
  Action,
  defineWords,
  describeError,
  ErrorNotice,
  goTo,
  QrPicture,
  Screen,
  useLanguage,
  useWords,
} from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { MandatePlace, Offer } from '@fidecura/server/client'
import { Copy } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { useDates } from '../dates.ts'
import { draftMandate, giveMandate, type MandateScope, placeFor } from '../model/mandates.ts'
import { usePatient } from '../patient.tsx'
import { isWhole, MandateGist, MandateScopeFields } from './mandate-scope.tsx'

const words = defineWords({
  en: {
    who: 'Who may act for you?',
    whoLead: 'You choose afterwards what they may do, and can take it back at any time.',
    name: 'Their name',
    next: 'Next',
    code: (name: string) => `Show this to ${name}`,
    codeLead: 'They open this app on their phone, choose “Enter a code”, and scan or type it.',
    codeLabel: (name: string) => `Code for ${name}`,
    until: (at: string) => `Good until ${at}`,
    copy: 'Copy the link, for a message',
    copied: 'Copied. Send it to them alone.',
    waiting: 'Waiting until they have it …',
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
    code: (name: string) => `请给${name}看`,
    codeLead: '对方在自己的手机上打开本应用，选择“输入领取码”，然后扫描或输入。',
    codeLabel: (name: string) => `给${name}的领取码`,
    until: (at: string) => `有效期至${at}`,
    copy: '复制链接，发消息给对方',
    copied: '已复制，请只发给本人。',
    waiting: '正在等待对方…',
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
  const dates = useDates()
  const { hospital, acting, open, refresh } = usePatient()
  const [scope, setScope] = useState(beginning)
  const [step, setStep] = useState<Step>({ kind: 'who' })
  const [digits, setDigits] = useState('')
  const [problem, setProblem] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const [isCopied, setCopied] = useState(false)
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

  const run = async (act: () => Promise<Step | undefined>) => {
    setBusy(true)
    setProblem(undefined)
    try {
      const next = await act()
      if (next !== undefined) setStep(next)
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }

  const shown = step.kind === 'code' ? step.offer : undefined
  useEffect(() => {
    if (shown === undefined) return
    let isOver = false
    const ask = async () => {
      while (!isOver) {
        try {
          const { state } = await hospital.call((client) => client.mandateOffer(shown.id))
          if (isOver) return
          if (state === 'claimed') return setStep({ kind: 'digits', offer: shown })
          setProblem(undefined)
        } catch (error) {
          setProblem(error)
        }
        await new Promise((resolve) => setTimeout(resolve, 1_500))
      }
    }
    void ask()
    return () => {
      isOver = true
    }
  }, [shown, hospital])

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
            isPending: isBusy,
            onPress: () =>
              void run(async () => ({
                kind: 'code',
                offer: await hospital.call((client) =>
                  client.offerMandate({ name: scope.name.trim() }),
                ),
              })),
          }}
        >
          {problem !== undefined && <ErrorNotice error={problem} />}
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
    case 'code':
      return (
        <Screen title={texts.code(name)} lead={texts.codeLead} back="/mandates">
          {problem !== undefined && <ErrorNotice error={problem} />}
          <div className="card handed-code">
            <QrPicture text={step.offer.link} label={texts.codeLabel(name)} />
            <p className="handed-code-text">{step.offer.code}</p>
            <p className="muted small">{texts.until(dates.moment(step.offer.expiresAt))}</p>
          </div>
          <Action
            icon={Copy}
            onPress={() => {
              navigator.clipboard.writeText(step.offer.link).then(() => setCopied(true), setProblem)
            }}
          >
            {isCopied ? texts.copied : texts.copy}
          </Action>
          <p className="muted" role="status">
            {texts.waiting}
          </p>
        </Screen>
      )
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
            isPending: isBusy,
            onPress: () =>
              void run(async () => {
                const found = await placeFor(hospital, offer.id, digits).finally(() =>
                  setDigits(''),
                )
                return { kind: 'scope', offer, place: found }
              }),
          }}
        >
          {problem !== undefined && <ErrorNotice error={problem} />}
          {describeError(problem).code === 'offer_state_wrong' && <p>{texts.over}</p>}
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
            isPending: isBusy,
            onPress: () =>
              void run(async () => {
                if (draft === undefined) return undefined
                await giveMandate(hospital, offer.id, draft.contents, open.signer)
                void refresh()
                return { kind: 'done' }
              }),
          }}
        >
          {problem !== undefined && <ErrorNotice error={problem} />}
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
