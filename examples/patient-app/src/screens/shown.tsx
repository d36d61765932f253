import { Banner, defineWords, Screen, useWords } from '@fidecura/app-kit'
import { CircleCheck, CircleHelp, CircleSlash } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDates } from '../dates.ts'
import { listShown, type ShownEntry } from '../model/openid/shown-log.ts'
import { usePatient } from '../patient.tsx'
import { AskerCard } from './openid/party-card.tsx'
import { ShownCard } from './openid/shown-card.tsx'

const words = defineWords({
  en: {
    title: 'What you showed',
    signIn: (name: string, origin: string) => `To sign in at ${name}, ${origin}`,
    accepted: 'It was accepted.',
    refused: 'It was seen there, and not accepted.',
    unknown: 'It was sent. Nobody has said whether it arrived.',
    consent: 'The consent that you signed with it',
    gone: 'This is not here any more.',
  },
  'zh-CN': {
    title: '您出示的内容',
    signIn: (name: string, origin: string) => `用于登录${name}，${origin}`,
    accepted: '对方已接受。',
    refused: '对方已看到，但没有接受。',
    unknown: '已发送。对方没有说明是否收到。',
    consent: '同时签署的授权书',
    gone: '这里已没有这项记录。',
  },
})

const looks = {
  accepted: { tone: 'good', icon: CircleCheck },
  refused: { tone: 'bad', icon: CircleSlash },
  unknown: { tone: 'care', icon: CircleHelp },
} as const

/** One line of the history in full: in the words that stood on the screen then. */
export default function ShownPage({ id }: { readonly id: string }) {
  const texts = useWords(words)
  const dates = useDates()
  const { keep } = usePatient()
  const [entries, setEntries] = useState<readonly ShownEntry[]>()
  useEffect(() => {
    listShown(keep).then(setEntries, () => setEntries([]))
  }, [keep])
  const entry = entries?.find((one) => one.id === id)
  if (entry === undefined) {
    return (
      <Screen title={texts.title} back="/history">
        {entries !== undefined && <p className="empty">{texts.gone}</p>}
      </Screen>
    )
  }
  const { at, asker, host, signIn, statement, credentials, outcome } = entry
  return (
    <Screen title={texts.title} lead={dates.moment(at)} back="/history">
      <Banner {...looks[outcome]}>{texts[outcome]}</Banner>
      {signIn && <p>{texts.signIn(signIn.platform, signIn.origin)}</p>}
      {credentials.map((shown, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they do not change.
        <ShownCard key={place} shown={shown} />
      ))}
      <AskerCard asker={asker} host={host} />
      {statement !== undefined && (
        <a className="action" href={`#/statements/${encodeURIComponent(statement)}`}>
          {texts.consent}
        </a>
      )}
    </Screen>
  )
}
