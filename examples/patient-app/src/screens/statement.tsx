import {
  Action,
  Banner,
  defineWords,
  ErrorNotice,
  goTo,
  Screen,
  type ScreenProps,
  useAct,
  useWords,
} from '@fidecura/app-kit'
import { CircleCheck, CircleSlash, CloudUpload, QrCode, Undo2 } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useDates } from '../dates.ts'
import { type SignedConsent, withdraw } from '../model/acts.ts'
import { standingOf } from '../model/standing-consents.ts'
import { usePatient } from '../patient.tsx'
import { ToldList } from './told-list.tsx'

const ReceiptView = lazy(() => import('./receipt-view.tsx'))

const words = defineWords({
  en: {
    title: (name: string) => `Your consent for ${name}`,
    titleUnknown: 'Your statement',
    kinds: { consent: 'Consent', restriction: 'Restriction', objection: 'Objection' },
    inForce: (day: string) => `In force until ${day}.`,
    signed: 'Signed. The hospital has it. ',
    waiting: 'Signed on this phone. It is sent as soon as there is a network.',
    withdrawn: (at: string) => `Taken back on ${at}. It opens nothing any more.`,
    withdrawnWaiting: 'Taken back on this phone. It is sent as soon as there is a network.',
    expired: (day: string) => `Over since ${day}.`,
    notYet: (day: string) => `Begins on ${day}.`,
    replaced: 'Another one has taken its place.',
    defeated: 'It does not count: the key or the authority behind it was not good.',
    limits: 'What you limit may be missing when somebody treats you.',
    takeBack: 'Take it back',
    done: 'Done',
    receipt: 'Show the receipt',
    hideReceipt: 'Hide the receipt',
    text: 'The text that you signed',
    notFound: 'There is no such statement here.',
  },
  'zh-CN': {
    title: (name: string) => `给${name}的授权`,
    titleUnknown: '您的声明',
    kinds: { consent: '授权', restriction: '限制', objection: '反对' },
    inForce: (day: string) => `有效，到${day}。`,
    signed: '已签字，医院已收到。',
    waiting: '已在本机签字，有网络时自动发送。',
    withdrawn: (at: string) => `已于${at}撤回，不再开放任何内容。`,
    withdrawnWaiting: '已在本机撤回，有网络时自动发送。',
    expired: (day: string) => `已于${day}到期。`,
    notYet: (day: string) => `从${day}开始。`,
    replaced: '已由另一份代替。',
    defeated: '不算数：签字的密钥或代理资格有问题。',
    limits: '您限制的内容，医生在为您诊治时可能看不到。',
    takeBack: '撤回同意',
    done: '完成',
    receipt: '查看回执',
    hideReceipt: '收起回执',
    text: '您签署的全文',
    notFound: '这里没有这份声明。',
  },
})

interface StatementPageProps {
  readonly id: string
  /** The main button is done with, then: what takes back stands elsewhere than what has just signed. */
  readonly isJustSigned?: boolean
}

/** One statement: how it stands, its words, its receipt; and one button that takes it back. */
export default function StatementPage({ id, isJustSigned = false }: StatementPageProps) {
  const texts = useWords(words)
  const dates = useDates()
  const { record, keep, acting, open, waiting, isLoading, refresh } = usePatient()
  const [signed, setSigned] = useState<SignedConsent>()
  const [isShown, setShown] = useState(false)
  const [isTakenBack, setTakenBack] = useState(false)
  const { isRunning, error, setError, run } = useAct()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was signed gains its receipt when the outbox is emptied.
  useEffect(() => {
    keep.get<SignedConsent>(`signed/${id}`).then(setSigned, setError)
  }, [keep, id, waiting])

  const found = record?.statements.find(({ registered }) => registered.id === id)
  const name = found?.registered.grantee.name ?? signed?.grantee.name
  const text = found?.text ?? signed?.text
  const standing = found && standingOf(found)
  const canTakeBack =
    acting !== undefined &&
    !isTakenBack &&
    (standing === undefined
      ? signed !== undefined
      : ['in_force', 'not_yet'].includes(standing.kind))

  const takeBack = async () => {
    if (acting === undefined) return
    await run(async () => {
      const issuer = found?.registered.issuer ?? open.signer.did
      await withdraw({ issuer, id }, acting)
      setTakenBack(true)
      await refresh()
    })
  }

  if (text === undefined) {
    return isLoading ? null : <Screen title={texts.titleUnknown} lead={texts.notFound} back="/" />
  }
  const hasReceipt = signed?.receipt !== undefined
  return (
    <Screen
      title={name === undefined ? texts.titleUnknown : texts.title(name)}
      back="/"
      {...primaryOf()}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      {stateBanner()}
      {found !== undefined && canTakeBack && found.registered.kind !== 'consent' && (
        <p className="care">{texts.limits}</p>
      )}
      {isJustSigned && canTakeBack && (
        <Action icon={Undo2} isPending={isRunning} onPress={() => void takeBack()}>
          {texts.takeBack}
        </Action>
      )}
      {hasReceipt && (
        <Action icon={QrCode} onPress={() => setShown(!isShown)}>
          {isShown ? texts.hideReceipt : texts.receipt}
        </Action>
      )}
      {isShown && signed !== undefined && (
        <Suspense>
          <ReceiptView signed={signed} />
        </Suspense>
      )}
      <section className="card">
        <h2>{texts.text}</h2>
        <p className="signed-text">{text}</p>
      </section>
      {found !== undefined && <ToldList statement={found} />}
    </Screen>
  )

  function primaryOf(): Pick<ScreenProps, 'primary'> {
    if (isJustSigned) return { primary: { label: texts.done, onPress: () => goTo('/') } }
    if (!canTakeBack) return {}
    return {
      primary: { label: texts.takeBack, isPending: isRunning, onPress: () => void takeBack() },
    }
  }

  function stateBanner() {
    if (standing === undefined || isTakenBack) {
      if (standing?.kind === 'withdrawn') {
        return (
          <Banner tone="note" icon={CircleSlash}>
            {texts.withdrawn(dates.moment(standing.at))}
          </Banner>
        )
      }
      return (
        <Banner tone="care" icon={CloudUpload}>
          {isTakenBack ? texts.withdrawnWaiting : texts.waiting}
        </Banner>
      )
    }
    const { validFrom = 0, validUntil = 0 } = found?.registered ?? {}
    const until = dates.end(validFrom, validUntil)
    switch (standing.kind) {
      case 'in_force':
        return (
          <Banner tone="good" icon={CircleCheck}>
            {hasReceipt && texts.signed}
            {texts.inForce(until)}
          </Banner>
        )
      case 'withdrawn':
        return (
          <Banner tone="note" icon={CircleSlash}>
            {texts.withdrawn(dates.moment(standing.at))}
          </Banner>
        )
      case 'expired':
      case 'not_yet':
      case 'replaced':
      case 'defeated': {
        const says = {
          expired: texts.expired(until),
          not_yet: texts.notYet(dates.start(validFrom, validUntil)),
          replaced: texts.replaced,
          defeated: texts.defeated,
        }
        return (
          <Banner tone="note" icon={CircleSlash}>
            {says[standing.kind]}
          </Banner>
        )
      }
      default:
        return standing satisfies never
    }
  }
}
