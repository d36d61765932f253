import { defineWords, useLanguage, useWords } from '@fidecura/app-kit'
import type { VerifiedStatementSet } from '@fidecura/consent'
import { gistOfTerms } from '@fidecura/consent/explain'
import type { statementFromRequest, VerifiedConsentRequest } from '@fidecura/consent/request'
import { BadgeCheck } from 'lucide-react'
import { useDates } from '../dates.ts'
import { AllowedList } from './allowed-list.tsx'

const words = defineWords({
  en: {
    who: 'Who',
    verified: 'name verified',
    what: 'What',
    everything: 'everything',
    why: 'What for',
    howLong: 'How long',
    from: (moment: string) => `from ${moment}`,
    until: (moment: string) => `to ${moment}`,
    keptBy: 'Kept by',
    more: 'There are conditions: read the text below.',
    said: 'They say',
    instead: (name: string) => `on behalf of ${name}`,
  },
  'zh-CN': {
    who: '谁',
    verified: '名称已核实',
    what: '看什么',
    everything: '全部内容',
    why: '做什么用',
    howLong: '多长时间',
    from: (moment: string) => `从${moment}`,
    until: (moment: string) => `到${moment}`,
    keptBy: '保存在',
    more: '还有其他条件：请看下面的全文。',
    said: '对方的说明',
    instead: (name: string) => `代表${name}`,
  },
})

export interface RequestCardProps {
  readonly request: VerifiedConsentRequest
  readonly draft: ReturnType<typeof statementFromRequest>
  readonly set: VerifiedStatementSet | undefined
}

/** A request in a glance. The names are those of verified credentials. */
export function RequestCard({ request, draft, set }: RequestCardProps) {
  const texts = useWords(words)
  const dates = useDates()
  const { language } = useLanguage()
  const { requester, grantee, controller } = request
  const gist = gistOfTerms(draft.terms, { language })
  const listed = (names: readonly { readonly name: string }[]) =>
    names.map(({ name }) => name).join(language === 'en' ? ', ' : '、')
  return (
    <>
      <section className="card">
        <dl className="facts">
          <div>
            <dt>{texts.who}</dt>
            <dd className="fact-main">
              {requester.name}
              {grantee.did !== requester.did && (
                <span className="fact-part">{texts.instead(grantee.name)}</span>
              )}
              <span className="verified">
                <BadgeCheck aria-hidden="true" size={20} />
                {texts.verified}
                {requester.domain !== undefined && ` · ${requester.domain}`}
              </span>
            </dd>
          </div>
          <div>
            <dt>{texts.what}</dt>
            <dd className="fact-main">{listed(gist.data) || texts.everything}</dd>
          </div>
          <div>
            <dt>{texts.why}</dt>
            <dd className="fact-main">{listed(gist.purposes)}</dd>
          </div>
          <div>
            <dt>{texts.howLong}</dt>
            <dd className="fact-main">
              {dates.length(draft.validUntil - draft.validFrom)}
              <span className="fact-part">
                <span className="whole">
                  {texts.from(dates.start(draft.validFrom, draft.validUntil))}
                </span>{' '}
                <span className="whole">
                  {texts.until(dates.end(draft.validFrom, draft.validUntil))}
                </span>
              </span>
            </dd>
          </div>
          <div>
            <dt>{texts.keptBy}</dt>
            <dd>{controller.name}</dd>
          </div>
          {request.words !== undefined && (
            <div>
              <dt>{texts.said}</dt>
              <dd>“{request.words}”</dd>
            </div>
          )}
        </dl>
        {gist.hasMore && <p className="care">{texts.more}</p>}
      </section>
      {set !== undefined && <AllowedList set={set} draft={draft} request={request} />}
    </>
  )
}
