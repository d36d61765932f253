import {
  Action,
  Banner,
  defineWords,
  ErrorNotice,
  Screen,
  useAct,
  useWords,
} from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { BadgeCheck, CircleCheck, CloudUpload, MessageSquareWarning } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Label } from 'react-aria-components/Label'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField } from 'react-aria-components/TextField'
import { useDates } from '../dates.ts'
import { answerEntry } from '../model/acts.ts'
import { type ShownEntry, showEntry } from '../model/shown-entry.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Is this right?',
    lead: 'A doctor wrote this in your record.',
    by: 'Written by',
    at: 'When',
    verified: 'signature verified',
    what: 'What it says',
    unreadable: 'This cannot be shown as text. Ask the doctor to show it to you.',
    confirm: 'Yes, that is right',
    dispute: 'Something is wrong',
    disputeTitle: 'What is wrong?',
    disputeLead: 'The hospital reads your words beside the entry. The entry itself stays as it is.',
    inYourWords: 'In your own words',
    send: 'Send',
    confirmed: 'You confirmed this.',
    disputed: 'You said that something is wrong.',
    waiting: 'Signed on this phone. It is sent as soon as there is a network.',
    onlyPatient: 'Only the patient can answer this.',
    gone: 'This entry is not here any more',
  },
  'zh-CN': {
    title: '这样写对吗？',
    lead: '医生在您的病历里写了这些内容。',
    by: '填写人',
    at: '时间',
    verified: '签名已核实',
    what: '内容',
    unreadable: '无法以文字显示，请医生当面出示。',
    confirm: '没错，确认',
    dispute: '有不对的地方',
    disputeTitle: '哪里不对？',
    disputeLead: '医院会在这条病历旁看到您的话。病历本身保持不变。',
    inYourWords: '用您自己的话说',
    send: '发送',
    confirmed: '您已确认。',
    disputed: '您已提出异议。',
    waiting: '已在本机签字，有网络时自动发送。',
    onlyPatient: '只有患者本人可以答复。',
    gone: '这条病历已不在这里',
  },
})

/** One entry: who wrote it, the very words, and yes or no. */
export default function EntryPage({ id }: { readonly id: string }) {
  const texts = useWords(words)
  const dates = useDates()
  const { record, trust, acting, isLoading, refresh } = usePatient()
  const [shown, setShown] = useState<ShownEntry>()
  const { isRunning, error, setError, run } = useAct()
  const [isDisputing, setDisputing] = useState(false)
  const [said, setSaid] = useState('')
  const [isWaiting, setWaiting] = useState(false)
  const item = record?.entries.find((one) => one.id === id)
  const verifier = trust?.verifier
  useEffect(() => {
    if (item === undefined || verifier === undefined) return
    showEntry(item, verifier).then(setShown, setError)
  }, [item, verifier, setError])

  if (item === undefined) return isLoading ? null : <Screen title={texts.gone} back="/" />

  const answer = async (verdict: 'confirmed' | 'disputed') => {
    if (shown === undefined || acting === undefined) return
    await run(async () => {
      const { bytes } = shown
      const text = said.trim()
      const own = verdict === 'disputed' && text !== '' ? { text } : {}
      const isSent = await answerEntry({ entry: item.token, bytes, verdict, ...own }, acting)
      setWaiting(!isSent)
      setDisputing(false)
      await refresh()
    })
  }

  if (isDisputing) {
    return (
      <Screen
        title={texts.disputeTitle}
        lead={texts.disputeLead}
        back={() => setDisputing(false)}
        primary={{
          label: texts.send,
          isPending: isRunning,
          isDisabled: said.trim() === '',
          onPress: () => void answer('disputed'),
        }}
      >
        {error !== undefined && <ErrorNotice error={error} />}
        <TextField className="field" value={said} onChange={setSaid} maxLength={2_000}>
          <Label>{texts.inYourWords}</Label>
          <TextArea rows={5} />
        </TextField>
      </Screen>
    )
  }
  const isOwn = acting?.standing.as === 'patient'
  const isOpen = item.verdict === undefined && !isWaiting
  const canAnswer = isOpen && isOwn && shown !== undefined
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back="/"
      {...(canAnswer && {
        primary: {
          label: texts.confirm,
          isPending: isRunning,
          onPress: () => void answer('confirmed'),
        },
        more: <Action onPress={() => setDisputing(true)}>{texts.dispute}</Action>,
      })}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      {isWaiting && (
        <Banner tone="care" icon={CloudUpload}>
          {texts.waiting}
        </Banner>
      )}
      {item.verdict === 'confirmed' && (
        <Banner tone="good" icon={CircleCheck}>
          {texts.confirmed}
        </Banner>
      )}
      {item.verdict === 'disputed' && (
        <Banner tone="note" icon={MessageSquareWarning}>
          {texts.disputed}
        </Banner>
      )}
      {shown !== undefined && (
        <section className="card">
          <dl className="facts">
            <div>
              <dt>{texts.by}</dt>
              <dd className="fact-main">
                {nameText(shown.entry.authority.name ?? '') || shown.entry.issuer}
                <span className="fact-part">{placeOf(shown.entry.authority)}</span>
                <span className="verified">
                  <BadgeCheck aria-hidden="true" size={20} />
                  {texts.verified}
                </span>
              </dd>
            </div>
            <div>
              <dt>{texts.at}</dt>
              <dd>{dates.moment(shown.entry.issuedAt)}</dd>
            </div>
            <div>
              <dt>{texts.what}</dt>
              <dd className="signed-text">{shown.text ?? texts.unreadable}</dd>
            </div>
          </dl>
        </section>
      )}
      {isOpen && !isOwn && <p className="muted">{texts.onlyPatient}</p>}
    </Screen>
  )
}

/** Departments are often named with their hospital already. */
function placeOf({ department, organisation }: ShownEntry['entry']['authority']): string {
  const isNamed = department.name.includes(organisation.name)
  return isNamed ? department.name : `${department.name}, ${organisation.name}`
}
