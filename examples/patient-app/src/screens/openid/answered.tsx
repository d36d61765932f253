import { Action, Banner, defineWords, goTo, Screen, useWords } from '@fidecura/app-kit'
import { CircleCheck, CircleSlash } from 'lucide-react'
import type { Asked } from '../../model/openid/asked.ts'
import { wayBackOf } from '../../model/openid/way-back.ts'

const words = defineWords({
  en: {
    shown: 'Done: it was shown',
    signIn: 'Done: you agreed to sign in',
    consent: 'Done: signed and sent',
    goesOn: 'It goes on on the other screen. You can put this phone away.',
    goBack: (place: string) => `Now go back to ${place}: there it goes on.`,
    declined: 'You said no',
    declinedLead: 'Nothing was shown. They know that you said no, and not why.',
    back: (place: string) => `Back to ${place}`,
    named: (name: string, host: string) => `${name} (${host})`,
    home: 'To the start',
    statement: 'See the consent',
    history: 'What was shown stands in your history.',
  },
  'zh-CN': {
    shown: '完成：已出示',
    signIn: '完成：已同意登录',
    consent: '完成：已签字并发送',
    goesOn: '请看另一个屏幕，那里会继续。这部手机可以收起来了。',
    goBack: (place: string) => `请回到${place}继续。`,
    declined: '您没有同意',
    declinedLead: '没有出示任何内容。对方只知道您没有同意，不知道原因。',
    back: (place: string) => `回到${place}`,
    named: (name: string, host: string) => `${name}（${host}）`,
    home: '回到首页',
    statement: '查看授权书',
    history: '出示的内容可以在“记录”中查看。',
  },
})

export interface AnsweredProps {
  readonly asked: Asked
  readonly isShown: boolean
  /** A page of whoever asked, on the web: checked by the package. */
  readonly redirectTo: string | undefined
  readonly statement?: string | undefined
}

/** What became of it, and the way back. */
export function Answered({ asked, isShown, redirectTo, statement }: AnsweredProps) {
  const texts = useWords(words)
  const way = redirectTo === undefined ? undefined : wayBackOf(redirectTo, asked)
  const place = way?.name === undefined ? way?.host : texts.named(way.name, way.host)
  const home = { label: texts.home, onPress: () => goTo('/') }
  const primary =
    place === undefined
      ? home
      : { label: texts.back(place), onPress: () => location.replace(redirectTo ?? '') }
  const more = (
    <>
      {statement !== undefined && (
        <Action onPress={() => goTo(`/statements/${encodeURIComponent(statement)}`)}>
          {texts.statement}
        </Action>
      )}
      {place !== undefined && (
        <Action look="quiet" onPress={home.onPress}>
          {home.label}
        </Action>
      )}
    </>
  )
  if (!isShown) {
    return (
      <Screen title={texts.declined} primary={primary} more={more}>
        <Banner tone="note" icon={CircleSlash}>
          {texts.declinedLead}
        </Banner>
      </Screen>
    )
  }
  const title =
    statement !== undefined
      ? texts.consent
      : asked.signIn === undefined
        ? texts.shown
        : texts.signIn
  return (
    <Screen title={title} primary={primary} more={more}>
      <Banner tone="good" icon={CircleCheck}>
        {place === undefined ? texts.goesOn : texts.goBack(place)}
      </Banner>
      <p className="muted">{texts.history}</p>
    </Screen>
  )
}
