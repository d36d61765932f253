import {
  Action,
  defineWords,
  ErrorNotice,
  goTo,
  Screen,
  useLanguage,
  useWords,
} from '@fidecura/app-kit'
import type { EpochSeconds } from '@fidecura/base'
import { renderTerms } from '@fidecura/consent/explain'
import { SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { draftOf, newStatementId, refuse, type SignedConsent, signConsent } from '../model/acts.ts'
import { type TakenOut, withoutCodes } from '../model/narrowing.ts'
import type { OpenRequest } from '../model/record-state.ts'
import { usePatient } from '../patient.tsx'
import { Narrowing } from './narrowing.tsx'
import { NoticeView } from './notice-view.tsx'
import { RequestCard } from './request-card.tsx'

const words = defineWords({
  en: {
    title: 'May they?',
    gone: 'This request is not here any more',
    goneLead: 'It was answered, or its time is over.',
    home: 'To the start',
    bad: 'Do not answer this',
    badLead: 'Who asks could not be verified.',
    sign: 'Yes, I sign',
    less: 'Take something out',
    no: 'No',
    text: 'The text that you sign',
    nothingLeft: 'Nothing would be left to sign.',
    untold: {
      title: 'Signed. Only whoever asked could not be told',
      next: 'Your consent counts. Press “Yes, I sign” once more to tell them: nothing is signed twice.',
    },
  },
  'zh-CN': {
    title: '您同意吗？',
    gone: '这份请求已不在这里',
    goneLead: '已经答复过，或已过期。',
    home: '回到首页',
    bad: '请不要答复',
    badLead: '无法核实是谁在请求。',
    sign: '同意并签字',
    less: '去掉一部分',
    no: '不同意',
    text: '您将签署的全文',
    nothingLeft: '没有剩下可签署的内容。',
    untold: {
      title: '已签字，只是没能告知对方',
      next: '您的同意已生效。再按一次“同意并签字”即可告知对方，不会重复签字。',
    },
  },
})

/** A request of the list. */
export default function RequestPage({ id }: { readonly id: string }) {
  const texts = useWords(words)
  const { record, isLoading } = usePatient()
  const open = record?.requests.find((one) => one.id === id)
  if (open !== undefined) return <RequestScreen open={open} />
  if (isLoading) return null
  return (
    <Screen
      title={texts.gone}
      lead={texts.goneLead}
      primary={{ label: texts.home, onPress: () => goTo('/') }}
    />
  )
}

export interface RequestScreenProps {
  readonly open: OpenRequest
  /** Whoever asked another way than through the hospital is answered there, too. Rejects: not yet. */
  readonly elsewhere?: {
    yes(signed: SignedConsent): Promise<void>
    no(): Promise<void>
    /** What else goes there with the answer. */
    readonly more: ReactNode
  }
}

/** Who, what, why, how long; the words that are signed; and yes, less, or no. */
export function RequestScreen({ open, elsewhere }: RequestScreenProps) {
  const texts = useWords(words)
  const { language } = useLanguage()
  const { acting, record, refresh } = usePatient()
  const [isNarrowing, setNarrowing] = useState(false)
  const [out, setOut] = useState<TakenOut>(new Set())
  const [until, setUntil] = useState<EpochSeconds>()
  const [problem, setProblem] = useState<unknown>()
  const [doing, setDoing] = useState<'yes' | 'no'>()
  const [id] = useState(newStatementId)
  // Signed once: what may fail afterwards is only to tell whoever asked.
  const signed = useRef<SignedConsent>(undefined)
  const { request } = open

  const answer = useMemo(() => {
    if (request === undefined || acting === undefined) return undefined
    const terms = withoutCodes(request.terms, out)
    if (terms === undefined) return undefined
    const validUntil = until ?? request.validUntil
    const draft = draftOf(request, { terms, validUntil, language }, acting, id)
    return { draft, text: renderTerms({ ...draft, issuer: acting.signer.did }) }
  }, [request, acting, out, until, language, id])

  if (request === undefined || acting === undefined) {
    return (
      <Screen
        title={texts.bad}
        lead={texts.badLead}
        back="/"
        primary={{ label: texts.home, onPress: () => goTo('/') }}
      >
        <ErrorNotice error={open.problem} />
      </Screen>
    )
  }

  const act = async (which: 'yes' | 'no') => {
    setDoing(which)
    setProblem(undefined)
    try {
      if (which === 'no') {
        await refuse(request, acting, elsewhere && 'elsewhere')
        await elsewhere?.no()
      } else if (answer !== undefined) {
        signed.current ??= await signConsent(request, answer.draft, answer.text, acting)
        await elsewhere?.yes(signed.current)
      }
      if (elsewhere === undefined) {
        goTo(which === 'no' ? '/' : `/statements/${encodeURIComponent(id)}/signed`)
      }
      await refresh()
    } catch (error) {
      setProblem(error)
      setDoing(undefined)
    }
  }

  if (isNarrowing) {
    return (
      <Narrowing
        request={request}
        set={record?.set}
        out={out}
        until={until ?? request.validUntil}
        draft={answer?.draft}
        onChange={(nextOut, nextUntil) => {
          setOut(nextOut)
          setUntil(nextUntil)
        }}
        onDone={() => setNarrowing(false)}
      />
    )
  }
  return (
    <Screen
      title={texts.title}
      back="/"
      primary={{
        label: texts.sign,
        isDisabled: answer === undefined || doing === 'no',
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
      {problem !== undefined && (
        <ErrorNotice error={problem} said={signed.current && texts.untold} />
      )}
      {answer === undefined ? (
        <p>{texts.nothingLeft}</p>
      ) : (
        <>
          <RequestCard request={request} draft={answer.draft} set={record?.set} />
          <Action
            icon={SlidersHorizontal}
            isDisabled={doing !== undefined || signed.current !== undefined}
            onPress={() => setNarrowing(true)}
          >
            {texts.less}
          </Action>
          {elsewhere?.more}
          <NoticeView request={request} />
          <section className="card">
            <h2>{texts.text}</h2>
            <p className="signed-text">{answer.text}</p>
          </section>
        </>
      )}
    </Screen>
  )
}
