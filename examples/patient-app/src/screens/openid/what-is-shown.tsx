import { defineWords, useWords } from '@fidecura/app-kit'
import type { Candidate, OpenedQuery, OpenedRequest } from '@fidecura/openid/wallet'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { type Chosen, shownOf } from '../../model/openid/asked.ts'
import { useDescribe } from './described.ts'
import { ShownCard } from './shown-card.tsx'

const words = defineWords({
  en: {
    title: 'They would see',
    which: (name: string) => `Which one: ${name}`,
    always: 'And of each: until when it is valid, and the number of your key.',
  },
  'zh-CN': {
    title: '对方将看到',
    which: (name: string) => `选择哪一份：${name}`,
    always: '此外还有每份凭证的有效期和您的密钥编号。',
  },
})

export interface WhatIsShownProps {
  readonly request: OpenedRequest
  readonly chosen: Chosen
  readonly onChoose: (chosen: Chosen) => void
}

/** Line by line what would be seen; where several would do, the person chooses. */
export function WhatIsShown({ request, chosen, onChoose }: WhatIsShownProps) {
  const texts = useWords(words)
  const describe = useDescribe()
  const describeOne = ({ credential: { types, issuer }, shown: claims }: Candidate) =>
    describe.credential({ types, issuer, claims })
  const toChoose = request.queries.filter(
    ({ id, candidates }) => request.needed?.includes(id) === true && candidates.length > 1,
  )
  return (
    <>
      {toChoose.map((query) => (
        <RadioGroup
          key={query.id}
          className="choices"
          value={String(chosen[query.id] ?? 0)}
          onChange={(at) => onChoose({ ...chosen, [query.id]: Number(at) })}
        >
          <Label className="label">{texts.which(query.types.map(describe.type).join(' · '))}</Label>
          {query.candidates.map((candidate, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: its place is what is chosen.
            <Radio key={at} value={String(at)} className="choice">
              <span className="box box-round" />
              <span>{lineOf(query, candidate)}</span>
            </Radio>
          ))}
        </RadioGroup>
      ))}
      <h2>{texts.title}</h2>
      {shownOf(request, chosen).map((candidate) => (
        <ShownCard key={candidate.queryId} shown={describeOne(candidate)} />
      ))}
      <p className="muted small">{texts.always}</p>
    </>
  )

  /** By what tells it from the others: what would be seen, or else who issued it. */
  function lineOf({ candidates }: OpenedQuery, candidate: Candidate): string {
    const all = candidates.map(describeOne)
    const { issuer, lines } = describeOne(candidate)
    const own = lines.filter(({ label, values }) => {
      const others = all.map((one) => one.lines.find((line) => line.label === label)?.values)
      return others.some((other) => String(other) !== String(values))
    })
    const told = own.slice(0, 2).map(({ values }) => values.join(', '))
    return [...told, issuer].join(' · ')
  }
}
