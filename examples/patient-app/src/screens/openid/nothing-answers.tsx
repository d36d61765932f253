import { Action, defineWords, ErrorNotice, goTo, Screen, useWords } from '@fidecura/app-kit'
import type { Asked } from '../../model/openid/asked.ts'
import { useDescribe } from './described.ts'
import { AskerCard } from './party-card.tsx'
import { ProblemNotice } from './problem-notice.tsx'

const words = defineWords({
  en: {
    nothing: 'You have nothing to show yet',
    nothingLead:
      'They ask for something that others first have to vouch for. The desk of your hospital helps.',
    missing: 'You do not have what they ask for',
    lead: 'Nothing was shown. They ask for:',
    notValid: 'Of what you have, this does not hold now:',
    sayNo: 'Tell them no',
    home: 'To the start',
  },
  'zh-CN': {
    nothing: '您还没有可出示的凭证',
    nothingLead: '对方要求的内容需要先有人为您出具。医院窗口可以帮忙。',
    missing: '您没有对方要求的凭证',
    lead: '没有出示任何内容。对方要求的是：',
    notValid: '您持有的凭证中，以下目前无效：',
    sayNo: '告诉对方不同意',
    home: '回到首页',
  },
})

export interface NothingAnswersProps {
  readonly asked: Asked
  readonly error: unknown
  readonly no: { readonly isPending: boolean; readonly onPress: () => void }
}

/** Nothing that is here, and holds, is what is asked for. Nobody hears which of the two it is. */
export function NothingAnswers({ asked, error, no }: NothingAnswersProps) {
  const texts = useWords(words)
  const describe = useDescribe()
  const { request, asker, host, hasAny, problems } = asked
  const types = [...new Set(request.queries.flatMap((query) => query.types))]
  const hasNothing = !hasAny && problems.length === 0
  return (
    <Screen
      title={hasNothing ? texts.nothing : texts.missing}
      lead={hasNothing ? texts.nothingLead : texts.lead}
      primary={{ label: texts.home, onPress: () => goTo('/') }}
      more={<Action {...no}>{texts.sayNo}</Action>}
    >
      {error !== undefined && <ProblemNotice error={error} about="request" />}
      <ul className="cards">
        {types.map((type) => (
          <li key={type} className="card">
            <h2>{describe.type(type)}</h2>
          </li>
        ))}
      </ul>
      {problems.length > 0 && <p>{texts.notValid}</p>}
      {problems.map((problem, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they do not change.
        <ErrorNotice key={at} error={problem} />
      ))}
      <AskerCard asker={asker} host={host} />
    </Screen>
  )
}
