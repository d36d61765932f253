import { defineWords, useWords } from '@fidecura/app-kit'
import type { ShownCredential } from '../../model/openid/shown-log.ts'

const words = defineWords({
  en: {
    issuer: 'Issued by',
    nothing: 'Nothing of what it says, only that you have it.',
  },
  'zh-CN': { issuer: '签发方', nothing: '不含具体内容，只说明您持有它。' },
})

/** What is, or would be, seen of one credential. */
export function ShownCard({ shown }: { readonly shown: ShownCredential }) {
  const texts = useWords(words)
  const { name, issuer, lines } = shown
  return (
    <section className="card">
      <h2>{name}</h2>
      {lines.length === 0 && <p className="muted">{texts.nothing}</p>}
      <dl className="facts">
        {lines.map(({ label, values }) => (
          <div key={label}>
            <dt>{label}</dt>
            {values.map((value) => (
              <dd key={value} className="fact-main">
                {value}
              </dd>
            ))}
          </div>
        ))}
        <div>
          <dt>{texts.issuer}</dt>
          <dd>{issuer}</dd>
        </div>
      </dl>
    </section>
  )
}
