import { type Conditions, consentCodeSystems, type Rule, type Terms } from '@fidecura/consent'
import type { NamedCode } from '@fidecura/consent/explain'

/** What the patient takes out of a request. By system and code, as a text. */
export type TakenOut = ReadonlySet<string>

export function keyOf({ system, code }: Pick<NamedCode, 'system' | 'code'>): string {
  return JSON.stringify([system, code])
}

/**
 * Leaves codes out of every list that names them. A permit of which nothing is left permits nothing, so it
 * goes. Whether the result is narrower, `statementFromRequest` judges.
 *
 * @returns Undefined: nothing would be left to sign.
 */
export function withoutCodes({ version, rule }: Terms, out: TakenOut): Terms | undefined {
  const left = ruleWithout(rule, out)
  return left === undefined || !permitsAnything(left) ? undefined : { version, rule: left }
}

const { actReason } = consentCodeSystems

function ruleWithout(rule: Rule, out: TakenOut): Rule | undefined {
  const children = rule.children.flatMap((child) => ruleWithout(child, out) ?? [])
  if (rule.effect === 'deny') return { ...rule, children }
  const { purposes, types, codes } = rule.conditions
  const kept: Pick<Conditions, 'purposes' | 'types' | 'codes'> = {
    ...(purposes && {
      purposes: purposes.filter((code) => !out.has(keyOf({ system: actReason, code }))),
    }),
    ...(types && { types: types.filter((coding) => !out.has(keyOf(coding))) }),
    ...(codes && { codes: codes.filter((coding) => !out.has(keyOf(coding))) }),
  }
  if (Object.values(kept).some(({ length }) => length === 0)) return undefined
  return { ...rule, conditions: { ...rule.conditions, ...kept }, children }
}

function permitsAnything({ effect, children }: Rule): boolean {
  return effect === 'permit' || children.some(permitsAnything)
}
