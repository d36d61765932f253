import {
  defineWords,
  ErrorNotice,
  FourDigits,
  goTo,
  replaceRoute,
  Screen,
  useAct,
  useWords,
} from '@fidecura/app-kit'
import type { RecoveryItem, RecoveryReference } from '@fidecura/server/client'
import { useEffect, useRef, useState } from 'react'
import { useDates } from '../dates.ts'
import {
  askForRecovery,
  dropRecovery,
  followRecovery,
  keptRecovery,
  readRecoveryReference,
  recoveryDigits,
} from '../model/recovery.ts'
import { usePatient } from '../patient.tsx'
import { usePolling } from '../use-polling.ts'

const words = defineWords({
  en: {
    title: 'Replace the lost key',
    lead: (record: string) =>
      `The hospital will know this phone in place of the old one, for record ${record}.`,
    ask: 'Ask for it',
    compare: 'Compare these four digits',
    compareLead: 'Two people of the desk type them. Only if they are the same is this phone yours.',
    waits: (count: number) => `${count} of 2 people have agreed.`,
    open: 'Agreed',
    openLead: (at: string) =>
      `For your safety there is a delay: if it was not you, the old phone can still object. Open the app again after ${at}.`,
    ended: 'This was stopped',
    endedLead: 'The old key objected, or another one came first. Go to the desk.',
    done: 'Done. This phone is yours.',
    doneLead: 'Your consents are as they were, and you can take them back here.',
    goOn: 'Go on',
    home: 'To the start',
  },
  'zh-CN': {
    title: '更换丢失的密钥',
    lead: (record: string) => `今后医院将认这部手机，代替旧手机。病历号 ${record}。`,
    ask: '申请更换',
    compare: '请核对这四位数字',
    compareLead: '窗口两位工作人员会输入。两边一样，才说明这部手机是您的。',
    waits: (count: number) => `已有 ${count} 人同意，共需 2 人。`,
    open: '窗口已确认',
    openLead: (at: string) =>
      `为了安全需要等待：如果不是您本人，旧手机还可以反对。请在${at}之后再打开应用。`,
    ended: '已停止',
    endedLead: '旧密钥提出了反对，或已有另一次更换。请到窗口。',
    done: '完成，这部手机是您的了',
    doneLead: '您的授权保持不变，可以在这里撤回。',
    goOn: '继续',
    home: '回到首页',
  },
})

type Step =
  | { readonly kind: 'none' }
  | { readonly kind: 'ask'; readonly reference: RecoveryReference }
  | { readonly kind: 'wait'; readonly item: RecoveryItem; readonly digits: string }
  | { readonly kind: 'done' }

/** A new phone in the place of a lost one: asked for here, agreed to by two people of the desk. */
export default function Recover({ reference }: { readonly reference?: string }) {
  const texts = useWords(words)
  const dates = useDates()
  const { hospital, keep, open, refresh } = usePatient()
  const { signer } = open
  const [step, setStep] = useState<Step>({ kind: 'none' })
  const isAsking = useRef(false)
  const { isRunning, error, setError, run } = useAct()

  useEffect(() => {
    const begin = async () => {
      if (reference !== undefined) {
        setStep({ kind: 'ask', reference: readRecoveryReference(reference) })
        isAsking.current = true
        return replaceRoute('/recover')
      }
      const item = await keptRecovery(keep)
      // Nothing was asked for, or it was completed a moment before the app was locked.
      if (item === undefined) {
        if (!isAsking.current) replaceRoute('/')
        return
      }
      const digits = await recoveryDigits(item, signer)
      setStep((now) => (now.kind === 'none' ? { kind: 'wait', item, digits } : now))
    }
    begin().catch(setError)
  }, [reference, keep, signer, setError])

  usePolling(step.kind === 'wait' ? step.item.id : undefined, {
    ask: async () => {
      const item = await keptRecovery(keep)
      if (item === undefined) return true
      const next = await followRecovery(item, hospital, keep)
      if (next === undefined) {
        await refresh()
        setStep({ kind: 'done' })
        return true
      }
      setStep((now) => (now.kind === 'wait' ? { ...now, item: next } : now))
      return false
    },
    everyMilliseconds: 3_000,
    setError,
  })

  const ask = (what: RecoveryReference) =>
    run(async () => {
      const item = await askForRecovery(what, { hospital, keep, signer })
      setStep({ kind: 'wait', item, digits: await recoveryDigits(item, signer) })
    })
  const notice = error !== undefined && <ErrorNotice error={error} />

  switch (step.kind) {
    case 'none':
      return (
        <Screen title={texts.title} back="/lost">
          {notice}
        </Screen>
      )
    case 'ask':
      return (
        <Screen
          title={texts.title}
          lead={texts.lead(step.reference.record.value)}
          back="/"
          primary={{
            label: texts.ask,
            isPending: isRunning,
            onPress: () => void ask(step.reference),
          }}
        >
          {notice}
        </Screen>
      )
    case 'wait': {
      const { state, approvals, completesAt } = step.item
      if (state === 'requested') {
        return (
          <Screen title={texts.compare} lead={texts.compareLead}>
            {notice}
            <FourDigits digits={step.digits} />
            <p role="status">{texts.waits(approvals)}</p>
          </Screen>
        )
      }
      if (state === 'open' || state === 'completing' || state === 'completed') {
        return (
          <Screen title={texts.open} lead={texts.openLead(dates.moment(completesAt ?? 0))}>
            {notice}
          </Screen>
        )
      }
      const leave = async () => {
        await dropRecovery(keep)
        goTo('/')
      }
      return (
        <Screen
          title={texts.ended}
          lead={texts.endedLead}
          primary={{ label: texts.home, onPress: () => void leave() }}
        />
      )
    }
    case 'done':
      return (
        <Screen
          title={texts.done}
          lead={texts.doneLead}
          primary={{ label: texts.goOn, onPress: () => goTo('/') }}
        />
      )
    default:
      return step satisfies never
  }
}
