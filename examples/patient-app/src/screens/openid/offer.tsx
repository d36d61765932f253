import {
  Action,
  defineWords,
  goTo,
  replaceRoute,
  Screen,
  useAct,
  useWords,
} from '@fidecura/app-kit'
import type { VerifiedCredential } from '@fidecura/credentials'
import type { OpenedOffer } from '@fidecura/openid/wallet'
import { useEffect, useRef, useState } from 'react'
import { type Coming, forgetComing, isLost } from '../../model/openid/coming.ts'
import { receiveOffer } from '../../model/openid/received.ts'
import { usePatient } from '../../patient.tsx'
import { CodeStep } from './code-step.tsx'
import { useDescribe } from './described.ts'
import { OfferCard } from './party-card.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import { ShownCard } from './shown-card.tsx'

const words = defineWords({
  en: {
    title: 'Receive this?',
    next: 'Next',
    accept: 'Yes, receive it',
    no: 'No',
    fetching: 'Receiving it',
    fetchingLead: 'This takes a moment.',
    later: 'It is being prepared',
    laterLead:
      'Somebody there has to approve it first. It comes by itself. You may leave: it waits for you at the start.',
    openLead: 'Somebody there has to approve it first. Leave this page open: it comes by itself.',
    notWanted: 'I do not want it any more',
    stopped: 'It has not come',
    again: 'Try again',
    check: 'Is this about you?',
    checkLead: 'Read it. Keep it only if every line is right.',
    keep: 'Yes, keep it',
    notMine: 'Not mine',
    done: 'Done: you have it now',
    doneLead: 'It is on this phone, and nobody else can show it.',
    credentials: 'See my credentials',
    declined: 'Not kept',
    declinedLead: 'Nothing stays on this phone. The issuer was told.',
    home: 'To the start',
  },
  'zh-CN': {
    title: '领取这份凭证？',
    next: '下一步',
    accept: '同意领取',
    no: '不领取',
    fetching: '正在领取',
    fetchingLead: '请稍候。',
    later: '正在准备',
    laterLead: '对方还需要有人批准，准备好后会自动出现。您可以离开，之后在首页继续。',
    openLead: '对方还需要有人批准。请不要关闭本页，准备好后会自动出现。',
    notWanted: '我不要了',
    stopped: '没有领到',
    again: '再试一次',
    check: '这是关于您的吗？',
    checkLead: '请仔细阅读。每一行都正确才保存。',
    keep: '正确，保存',
    notMine: '不是我的',
    done: '完成：已领取',
    doneLead: '凭证已在这部手机里，别人不能出示。',
    credentials: '查看我的凭证',
    declined: '没有保存',
    declinedLead: '这部手机里没有留下任何内容，已告知签发方。',
    home: '回到首页',
  },
})

type Word = 'kept' | 'declined'

type Step =
  | { readonly kind: 'offered' | 'code' | 'fetching' | 'later' | 'stopped' | 'done' | 'declined' }
  | {
      readonly kind: 'came'
      readonly credentials: readonly VerifiedCredential[]
      readonly say: (word: Word) => void
    }

export interface OfferScreenProps {
  readonly offer: OpenedOffer
  /** What was accepted before, and is prepared since. */
  readonly coming?: Coming | undefined
}

/** Who offers what; the code that came another way; what came, before it is kept. */
export function OfferScreen({ offer, coming }: OfferScreenProps) {
  const texts = useWords(words)
  const describe = useDescribe()
  const { trust, keep, open, credentials, refresh } = usePatient()
  const [step, setStep] = useState<Step>({ kind: coming === undefined ? 'offered' : 'later' })
  const { error, setError, run } = useAct()
  const [id] = useState(coming?.id ?? newId)
  const isKept = useRef(coming !== undefined)
  const left = useRef<AbortController>(undefined)
  // Whoever leaves the page waits for nothing any more, and keeps nothing but what is to come.
  useEffect(() => () => left.current?.abort(), [])

  const receive = async (transactionCode?: string) => {
    if (trust === undefined) return
    const gone = new AbortController()
    left.current = gone
    setStep({ kind: coming === undefined ? 'fetching' : 'later' })
    const isGood = await run(async () => {
      const count = await receiveOffer(offer, {
        ...{ trust, keep, transactionCode, id, signer: open.signer, held: credentials },
        onKept: () => {
          isKept.current = true
        },
        ask: (came) =>
          new Promise<Word>((resolve) => {
            const say = (word: Word) => {
              setStep({ kind: 'fetching' })
              resolve(word)
            }
            setStep({ kind: 'came', credentials: came, say })
          }),
        wait: async (seconds) => {
          setStep({ kind: 'later' })
          // From there it goes on after a reload, and once the key was locked.
          if (isKept.current && coming === undefined) replaceRoute(`/coming/${id}`)
          await pause(seconds, gone.signal)
        },
      })
      await refresh()
      setStep({ kind: count > 0 ? 'done' : 'declined' })
    })
    if (isGood) return
    if (isKept.current) setStep({ kind: 'stopped' })
    else setStep({ kind: offer.transactionCode === undefined ? 'offered' : 'code' })
  }
  // What is prepared is asked for at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen comes.
  useEffect(() => {
    if (coming !== undefined) void receive()
  }, [])
  const about = isKept.current ? 'coming' : 'offer'
  const notice = error === undefined ? undefined : <ProblemNotice error={error} about={about} />

  const notWanted = (
    <Action
      look="quiet"
      onPress={() => {
        left.current?.abort()
        void forgetComing(keep, id).then(() => goTo('/'))
      }}
    >
      {texts.notWanted}
    </Action>
  )

  switch (step.kind) {
    case 'offered': {
      const needsCode = offer.transactionCode !== undefined
      return (
        <Screen
          title={texts.title}
          primary={{
            label: needsCode ? texts.next : texts.accept,
            onPress: () => (needsCode ? setStep({ kind: 'code' }) : void receive()),
          }}
          aside={{ label: texts.no, onPress: () => goTo('/') }}
        >
          {notice}
          <OfferCard offer={offer} />
        </Screen>
      )
    }
    case 'code':
      return (
        <CodeStep
          offer={offer}
          onBack={() => {
            setError(undefined)
            setStep({ kind: 'offered' })
          }}
          onCode={(code) => void receive(code)}
          problem={notice}
        />
      )
    case 'fetching':
      return <Screen title={texts.fetching} lead={texts.fetchingLead} />
    case 'later':
      return (
        <Screen
          title={texts.later}
          lead={isKept.current ? texts.laterLead : texts.openLead}
          back="/"
          more={isKept.current && notWanted}
        >
          <OfferCard offer={offer} />
        </Screen>
      )
    case 'stopped':
      return (
        <Screen
          title={texts.stopped}
          primary={
            isLost(error)
              ? { label: texts.home, onPress: () => goTo('/') }
              : { label: texts.again, onPress: () => void receive() }
          }
          more={!isLost(error) && notWanted}
          {...(!isLost(error) && { back: '/' })}
        >
          {notice}
          <OfferCard offer={offer} />
        </Screen>
      )
    case 'came':
      return (
        <Screen
          title={texts.check}
          lead={texts.checkLead}
          primary={{ label: texts.keep, onPress: () => step.say('kept') }}
          aside={{ label: texts.notMine, onPress: () => step.say('declined') }}
        >
          {step.credentials.map((credential) => (
            <ShownCard key={credential.id} shown={describe.credential(credential)} />
          ))}
        </Screen>
      )
    case 'done':
      return (
        <Screen
          title={texts.done}
          lead={texts.doneLead}
          primary={{ label: texts.credentials, onPress: () => goTo('/credentials') }}
        />
      )
    case 'declined':
      return (
        <Screen
          title={texts.declined}
          lead={texts.declinedLead}
          primary={{ label: texts.home, onPress: () => goTo('/') }}
        />
      )
    default:
      return step satisfies never
  }
}

const newId = () => crypto.randomUUID()

// Timers of browsers end at once if they are told to wait for longer than they can.
const longestSeconds = 86_400

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new DOMException('Left', 'AbortError'))
    const timer = setTimeout(resolve, Math.min(seconds, longestSeconds) * 1000)
    const leave = () => {
      clearTimeout(timer)
      reject(new DOMException('Left', 'AbortError'))
    }
    signal.addEventListener('abort', leave, { once: true })
  })
}
