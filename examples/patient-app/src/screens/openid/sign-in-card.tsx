import { Banner, defineWords, useWords } from '@fidecura/app-kit'
import type { AskedSignIn } from '@fidecura/bridge/wallet'
import { MonitorSmartphone, TriangleAlert } from 'lucide-react'
import type { PartyShown } from '../../model/openid/party-shown.ts'

const words = defineWords({
  en: {
    at: 'You sign in at',
    by: (name: string) => `${name} says that this is its name and address.`,
    claimed: 'Name and address are their own word: nobody here vouches for them.',
    elsewhere:
      'This code was on another screen. Go on only if you opened that page yourself, just now, and it shows this address.',
    mixed: 'This name has letters of different scripts. It may be made to look like another.',
  },
  'zh-CN': {
    at: '您将登录',
    by: (name: string) => `名称和地址由${name}说明。`,
    claimed: '名称和地址是对方自己说的，这里没有人为其作证。',
    elsewhere: '二维码来自另一个屏幕。只有当那个页面是您自己刚刚打开、并且显示这个地址时，才继续。',
    mixed: '名称里混用了不同文字的字母，可能是在冒充别的名称。',
  },
})

export interface SignInCardProps {
  readonly signIn: AskedSignIn
  readonly asker: PartyShown
}

/** Where one would be signed in, in letters that nobody passes over. */
export function SignInCard({ signIn, asker }: SignInCardProps) {
  const texts = useWords(words)
  const { platform, origin, device, isMixed } = signIn
  const { by, name } = asker
  return (
    <>
      {device === 'other' && (
        <Banner tone="care" icon={MonitorSmartphone}>
          {texts.elsewhere}
        </Banner>
      )}
      {isMixed && (
        <Banner tone="bad" icon={TriangleAlert}>
          {texts.mixed}
        </Banner>
      )}
      <section className="card sign-in-at">
        <p className="muted">{texts.at}</p>
        <p className="sign-in-platform">{platform}</p>
        <p className="sign-in-origin">{origin}</p>
        <p className={by === 'nobody' ? 'care' : 'muted small'}>
          {by === 'nobody' || name === undefined ? texts.claimed : texts.by(name)}
        </p>
      </section>
    </>
  )
}
