import { Action, Banner, defineWords, goTo, Screen, useWords } from '@fidecura/app-kit'
import { FileSignature, KeyRound, Link, Undo2 } from 'lucide-react'

const words = defineWords({
  en: {
    title: 'Your records. Your say.',
    lead: 'On this phone you decide who may read your medical records.',
    sign: 'You read what is asked, and sign or refuse.',
    back: 'You take it back whenever you like, as easily.',
    key: 'Your key stays on this phone. Nobody can sign in your place.',
    start: 'Start',
    before: 'I used this on another phone',
    opened:
      'You opened a code or a link. First make your key: that takes a minute. Then it goes on.',
  },
  'zh-CN': {
    title: '您的病历，您做主',
    lead: '在这部手机上，由您决定谁可以看您的病历。',
    sign: '先看清对方要什么，再签字或拒绝。',
    back: '随时可以撤回，和签字一样简单。',
    key: '密钥只在这部手机里，没有人能替您签字。',
    start: '开始',
    before: '我以前在别的手机上用过',
    opened: '您打开了一个二维码或链接。请先制作密钥，约一分钟，然后继续办理。',
  },
})

export function Welcome({ onStart }: { readonly onStart: () => void }) {
  const { title, lead, sign, back, key, start, before, opened } = useWords(words)
  const isOpened = location.hash.startsWith('#/openid/')
  const begin = () => {
    // Whoever went the other way before, and came back.
    if (location.hash === '#/lost') goTo('/')
    onStart()
  }
  const lost = () => {
    goTo('/lost')
    onStart()
  }
  return (
    <Screen
      title={title}
      lead={lead}
      primary={{ label: start, onPress: begin }}
      more={
        <Action look="quiet" onPress={lost}>
          {before}
        </Action>
      }
    >
      {isOpened && (
        <Banner tone="note" icon={Link}>
          {opened}
        </Banner>
      )}
      <ul className="points">
        <li>
          <FileSignature aria-hidden="true" size={30} />
          {sign}
        </li>
        <li>
          <Undo2 aria-hidden="true" size={30} />
          {back}
        </li>
        <li>
          <KeyRound aria-hidden="true" size={30} />
          {key}
        </li>
      </ul>
    </Screen>
  )
}
