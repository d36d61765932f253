import { defineWords, useWords } from '@fidecura/app-kit'
import { mixesScripts } from '@fidecura/base'
import type { OpenedOffer } from '@fidecura/openid/wallet'
import { BadgeCheck } from 'lucide-react'
import { offererShown, type PartyShown } from '../../model/openid/party-shown.ts'
import { usePatient } from '../../patient.tsx'
import { useDescribe } from './described.ts'

const words = defineWords({
  en: {
    asks: 'Who asks',
    offers: 'Who offers it',
    hospital: 'name known to your hospital',
    certificate: 'name certified',
    itself: (name: string) => `It calls itself “${name}”. Only the address is certain.`,
    address: 'This address is proven. Nobody here vouches for a name.',
    key: 'Only a key is proven. Nobody here knows whose it is.',
    mixed: 'That name has letters of different scripts, and may be made to look like another.',
    certifiedBy: (name: string) => `Certified by ${name}, whom your hospital trusts for that.`,
    unchecked: 'Whether the certificate has been withdrawn since was not checked.',
    goes: 'Your answer goes to',
    what: 'What',
    code: 'Your code goes to',
  },
  'zh-CN': {
    asks: '谁在请求',
    offers: '谁发放',
    hospital: '名称为本院所知',
    certificate: '名称经证书核实',
    itself: (name: string) => `对方自称“${name}”。只有地址是确定的。`,
    address: '地址已核实。这里没有人为名称作证。',
    key: '只核实了密钥。这里没有人知道它属于谁。',
    mixed: '这个名称混用了不同文字的字母，可能是在冒充别的名称。',
    certifiedBy: (name: string) => `由${name}认证，您的医院信任其认证。`,
    unchecked: '没有核查证书此后是否已被撤销。',
    goes: '您的答复将发往',
    what: '内容',
    code: '您的验证码将发往',
  },
})

/** Who asks: what was proven, and where the answer goes. */
export function AskerCard({ asker, host }: { readonly asker: PartyShown; readonly host: string }) {
  const texts = useWords(words)
  return (
    <section className="card">
      <dl className="facts">
        <PartyFact label={texts.asks} party={asker} />
        <Fact label={texts.goes} values={[host]} />
      </dl>
    </section>
  )
}

/** Who offers what, and where a code goes that has to be typed. */
export function OfferCard({ offer }: { readonly offer: OpenedOffer }) {
  const texts = useWords(words)
  const describe = useDescribe()
  const { configuration } = usePatient()
  const { issuer, credentials, serverHost, transactionCode } = offer
  const goesElsewhere = transactionCode !== undefined && serverHost !== issuer.host
  return (
    <section className="card">
      <dl className="facts">
        <PartyFact label={texts.offers} party={offererShown(offer, configuration)} />
        <Fact label={texts.what} values={credentials.map(({ type }) => describe.type(type))} />
        {goesElsewhere && <Fact label={texts.code} values={[serverHost]} />}
      </dl>
    </section>
  )
}

/** In large letters what is vouched for: a name, or else the place alone. */
function PartyFact({ label, party }: { readonly label: string; readonly party: PartyShown }) {
  const texts = useWords(words)
  const { name, by, place, isKeyOnly, certifiedBy, isRevocationUnknown } = party
  const isVouched = by === 'hospital' || by === 'certificate'
  const isClaimed = by === 'itself' && name !== undefined
  return (
    <div>
      <dt>{label}</dt>
      <dd className="fact-main">
        {isVouched ? name : place}
        {isVouched ? (
          <span className="verified">
            <BadgeCheck aria-hidden="true" size={20} />
            {texts[by]} · {place}
          </span>
        ) : (
          <span className="fact-part">{partText()}</span>
        )}
        {certifiedBy !== undefined && (
          <span className="fact-part">{texts.certifiedBy(certifiedBy)}</span>
        )}
        {isRevocationUnknown && <span className="fact-part">{texts.unchecked}</span>}
      </dd>
      {name !== undefined && by !== 'hospital' && mixesScripts(name) && (
        <dd className="care">{texts.mixed}</dd>
      )}
    </div>
  )

  function partText(): string {
    if (isClaimed) return texts.itself(name)
    return isKeyOnly ? texts.key : texts.address
  }
}

function Fact({ label, values }: { readonly label: string; readonly values: readonly string[] }) {
  return (
    <div>
      <dt>{label}</dt>
      {values.map((value) => (
        <dd key={value} className="fact-main">
          {value}
        </dd>
      ))}
    </div>
  )
}
