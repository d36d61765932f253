import { type Language, useLanguage, useWords } from '@fidecura/app-kit'
import { literalText } from '@fidecura/base'
import type { Configuration } from '@fidecura/server/client'
import { useDesk } from '../desk-context.tsx'
import { Facts } from '../parts/facts.tsx'
import { listText, timeText } from '../staff/words-of.ts'
import { memberWords } from './member-words.ts'
import type { AdminAct } from './order-kit.ts'
import { orderWords } from './order-words.ts'

export interface ActFactsProps {
  readonly act: AdminAct
  /** What is to be said beside it. */
  readonly more: readonly (readonly [term: string, value: string | undefined])[]
}

/** All that an order says, to the last member, and what comes of it. */
export function ActFacts({ act, more }: ActFactsProps) {
  const words = useWords(orderWords)
  const texts = useWords(memberWords)
  const { language } = useLanguage()
  const { configuration } = useDesk()
  const facts = membersOf(act).map(([path, value]) => {
    const label: string | undefined = texts.labels[path as keyof typeof texts.labels]
    // A member without a word of ours is shown as it is called: nothing is signed unseen.
    return [label ?? path, textOf(path, value, { configuration, language, texts })] as const
  })
  return (
    <>
      <p>{words.effects[act.kind]}</p>
      <Facts facts={[...facts, ...more]} className="facts order-facts" />
    </>
  )
}

type Member = readonly [path: string, value: unknown]

/** One after the other; what is in another one with both names. */
function membersOf({ kind: _, ...rest }: AdminAct): readonly Member[] {
  const walk = (value: unknown, path: string): readonly Member[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([name, one]) =>
          walk(one, path === '' ? name : `${path}.${name}`),
        )
      : [[path, value]]
  return walk(rest, '')
}

interface Known {
  readonly configuration: Configuration
  readonly language: Language
  readonly texts: (typeof memberWords)['en']
}

function textOf(path: string, value: unknown, known: Known): string {
  const { configuration, language, texts } = known
  if (Array.isArray(value)) {
    const parts = value.map((one) => textOf(path, one, known))
    return value.length === 0 ? texts.none : listText(parts, language)
  }
  const text = literalText(typeof value === 'string' ? value : JSON.stringify(value))
  switch (path) {
    case 'at':
      return timeText(Number(value), language)
    case 'platform.scopes':
      return texts.scopes[value as keyof typeof texts.scopes] ?? text
    case 'jurisdiction':
      return texts.rules[value as keyof typeof texts.rules] ?? text
    case 'department':
      return besides(configuration.departments.find(({ id }) => id === value)?.name, text)
    case 'did':
      return besides(configuration.partners.find(({ did }) => did === value)?.name, text)
    default:
      return text
  }
}

function besides(name: string | undefined, text: string): string {
  return name === undefined ? text : `${literalText(name)} · ${text}`
}
