import { defineWords, useWords } from '@fidecura/app-kit'
import { BadgeCheck } from 'lucide-react'
import type { AskerShown } from '../../model/openid/asker-shown.ts'

const words = defineWords({
  en: {
    who: 'Who asks',
    hospital: 'name known to your hospital',
    certificate: 'name certified',
    address: 'This address is proven. Nobody here vouches for a name.',
    key: 'Only a key is proven. Nobody here knows whose it is.',
    goes: 'Your answer goes to',
  },
  'zh-CN': {
    who: '谁在请求',
    hospital: '名称为本院所知',
    certificate: '名称经证书核实',
    address: '地址已核实。这里没有人为名称作证。',
    key: '只核实了密钥。这里没有人知道它属于谁。',
    goes: '您的答复将发往',
  },
})

/** Who asks: what was proven, and where the answer goes. */
export function AskerCard({ asker, host }: { readonly asker: AskerShown; readonly host: string }) {
  const texts = useWords(words)
  const { name, by, place, isKeyOnly } = asker
  return (
    <section className="card">
      <dl className="facts">
        <div>
          <dt>{texts.who}</dt>
          <dd className="fact-main">
            {name ?? place}
            {by === 'nobody' ? (
              <span className="fact-part">{isKeyOnly ? texts.key : texts.address}</span>
            ) : (
              <span className="verified">
                <BadgeCheck aria-hidden="true" size={20} />
                {by === 'hospital' ? texts.hospital : texts.certificate} · {place}
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{texts.goes}</dt>
          <dd className="fact-main">{host}</dd>
        </div>
      </dl>
    </section>
  )
}
