import { defineWords, useWords } from '@fidecura/app-kit'
import { mixesScripts, nameText } from '@fidecura/base'
import type { OpenedOffer } from '@fidecura/openid/wallet'
import { useDescribe } from './described.ts'

const words = defineWords({
  en: {
    who: 'Who offers it',
    says: (name: string) => `It calls itself “${name}”. Only the address is certain.`,
    mixed: 'That name has letters of different scripts, and may be made to look like another.',
    what: 'What',
    code: 'Your code goes to',
  },
  'zh-CN': {
    who: '谁发放',
    says: (name: string) => `对方自称“${name}”。只有地址是确定的。`,
    mixed: '这个名称混用了不同文字的字母，可能是在冒充别的名称。',
    what: '内容',
    code: '您的验证码将发往',
  },
})

/** Who offers what: the host is certain, and the name is a claim. */
export function OfferCard({ offer }: { readonly offer: OpenedOffer }) {
  const texts = useWords(words)
  const describe = useDescribe()
  const { issuer, credentials, serverHost, transactionCode } = offer
  const name = issuer.selfAssertedName && nameText(issuer.selfAssertedName)
  return (
    <section className="card">
      <dl className="facts">
        <div>
          <dt>{texts.who}</dt>
          <dd className="fact-main">
            {issuer.host}
            {name !== undefined && <span className="fact-part">{texts.says(name)}</span>}
          </dd>
          {name !== undefined && mixesScripts(name) && <dd className="care">{texts.mixed}</dd>}
        </div>
        <div>
          <dt>{texts.what}</dt>
          {credentials.map(({ configuration, type }) => (
            <dd key={configuration} className="fact-main">
              {describe.type(type)}
            </dd>
          ))}
        </div>
        {transactionCode !== undefined && serverHost !== issuer.host && (
          <div>
            <dt>{texts.code}</dt>
            <dd className="fact-main">{serverHost}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}
