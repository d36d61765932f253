import type { PcfResidualRule, ReferenceMap } from '../../src/fhir/index.ts'
import type { RequestedItem } from '../../src/index.ts'
import { defaultVocabulary } from '../../src/index.ts'
import { type ConsentCoding, consentCodeSystems } from '../../src/terms.ts'
import { broaderCodes } from '../../src/vocabulary.ts'

/*
 * What an enforcement point makes of `residual`, from the words of ITI-71 alone: what no rule forbids
 * goes out, and so does what a permit overrides. A permit must surely be about the record, a forbid may
 * be. Labels are compared as confidentiality is ordered, and sensitivities by what is below them.
 */
export function permits(
  residual: readonly PcfResidualRule[] | undefined,
  item: RequestedItem,
  references: ReferenceMap,
): boolean {
  const about = (rule: PcfResidualRule): boolean | undefined => isAbout(rule, item, references)
  const rules = residual ?? []
  if (rules.some((rule) => rule.type === 'permit' && about(rule) === true)) return true
  return !rules.some((rule) => rule.type === 'forbid' && about(rule) !== false)
}

/** Undefined where it is not known. */
function isAbout(
  { type, securityLabel, dataPeriod, data }: PcfResidualRule,
  item: RequestedItem,
  references: ReferenceMap,
): boolean | undefined {
  const parts = [
    securityLabel && hasLabel(securityLabel, type, item.labels),
    dataPeriod && isWithin(dataPeriod as { start?: string; end?: string }, type, item),
    data && isOneOf(data, type, item, references),
  ].filter((part) => part !== undefined)
  if (parts.includes('no')) return false
  return parts.includes('perhaps') ? undefined : true
}

type Answer = 'yes' | 'no' | 'perhaps'

function hasLabel(
  wanted: readonly ConsentCoding[],
  type: PcfResidualRule['type'],
  labels: readonly ConsentCoding[] | undefined,
): Answer {
  if (labels === undefined) return 'perhaps'
  const rankOf = ({ system, code }: ConsentCoding): number =>
    system === consentCodeSystems.confidentiality
      ? defaultVocabulary.confidentiality.indexOf(code)
      : -1
  const has = labels.some(({ system, code }) =>
    wanted.some(
      (each) =>
        each.system === system &&
        (each.code === code ||
          (system === consentCodeSystems.actCode &&
            broaderCodes(defaultVocabulary.sensitivities, code).has(each.code))),
    ),
  )
  const ranks = labels.map(rankOf).filter((rank) => rank >= 0)
  const bounds = wanted.map(rankOf).filter((rank) => rank >= 0)
  const unranked = labels.some(
    (each) => each.system === consentCodeSystems.confidentiality && rankOf(each) < 0,
  )
  if (bounds.length > 0 && !unranked && ranks.length > 0) {
    const rank = Math.max(...ranks)
    if (type === 'permit' ? rank <= Math.max(...bounds) : rank >= Math.min(...bounds)) return 'yes'
    if (type === 'permit') return 'no'
  }
  if (type === 'permit') return has && bounds.length === 0 ? 'yes' : 'no'
  return has || unranked || ranks.length === 0 ? 'yes' : 'perhaps'
}

function isWithin(
  { start, end }: { start?: string; end?: string },
  type: PcfResidualRule['type'],
  { period }: RequestedItem,
): Answer {
  if (period === undefined) return 'perhaps'
  const [first, last] = [period.start ?? -Infinity, period.end ?? Infinity]
  const from = start === undefined ? -Infinity : Date.parse(start) / 1000
  const until = end === undefined ? Infinity : Date.parse(end) / 1000 + (type === 'permit' ? 0 : 1)
  if (last <= from || first >= until) return 'no'
  return first >= from && last <= until ? 'yes' : 'perhaps'
}

function isOneOf(
  data: NonNullable<PcfResidualRule['data']>,
  type: PcfResidualRule['type'],
  item: RequestedItem,
  references: ReferenceMap,
): Answer {
  const answers = data.map(({ meaning, reference }): Answer => {
    const target = references[(reference as { reference: string }).reference] as string
    if (meaning === 'authoredby') return within(item.authors, target)
    const itself = item.record === undefined ? 'perhaps' : item.record === target ? 'yes' : 'no'
    if (itself === 'yes' || meaning === 'instance') return itself
    const of = within(item.dependsOn, target)
    // What is forbidden by the word is so in both of its senses.
    const other = type === 'forbid' && meaning === 'related' ? within(item.related, target) : 'no'
    const answers: readonly Answer[] = [itself, of, other]
    if (answers.includes('yes')) return 'yes'
    return answers.includes('perhaps') ? 'perhaps' : 'no'
  })
  if (answers.includes('yes')) return 'yes'
  return answers.includes('perhaps') ? 'perhaps' : 'no'
}

function within(list: readonly string[] | undefined, target: string): Answer {
  if (list === undefined) return 'perhaps'
  return list.includes(target) ? 'yes' : 'no'
}
