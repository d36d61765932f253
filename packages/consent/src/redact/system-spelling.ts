import { type Conditions, consentCodeSystems } from '../terms.ts'
import type { Vocabulary } from '../vocabulary.ts'

/** Gives a code system the one spelling that it is compared in. */
export type Spell = (system: string) => string

/**
 * Servers write `https` for `http`, other letters' sizes, a slash or space at the end, or a version behind a
 * bar, and mean the same code system: a code under such a spelling is the code that is to be left out.
 *
 * @param conditions - Whose systems are known, beside those of the vocabulary.
 */
export function systemSpelling(conditions: readonly Conditions[], { codes }: Vocabulary): Spell {
  const known = new Map<string, string>()
  const named = conditions.flatMap(({ types = [], codes: those = [], labels = [] }) =>
    [...types, ...those, ...labels].map(({ system }) => system),
  )
  for (const system of [...Object.values(consentCodeSystems), ...Object.keys(codes), ...named]) {
    const plain = plainSystem(system)
    if (!known.has(plain)) known.set(plain, system)
  }
  return (system) => known.get(plainSystem(system)) ?? system
}

/** The same conditions with each system in that spelling. */
export function spelled(conditions: Conditions, spell: Spell): Conditions {
  const { types, codes, labels } = conditions
  const again = (codings: NonNullable<Conditions['codes']>): NonNullable<Conditions['codes']> =>
    codings.map(({ system, code }) => ({ system: spell(system), code }))
  return {
    ...conditions,
    ...(types && { types: again(types) }),
    ...(codes && { codes: again(codes) }),
    ...(labels && { labels: again(labels) }),
  }
}

function plainSystem(system: string): string {
  const [unversioned = ''] = system.split('|')
  return unversioned
    .trim()
    .toLowerCase()
    .replace(/^https:/, 'http:')
    .replace(/\/+$/, '')
}
