import { assertJurisdiction, type Jurisdiction } from './jurisdiction.ts'
import type { AgeRules } from './representation/age.ts'

/**
 * What a jurisdiction says about age, for registers and verifiers. A decider that has a jurisdiction takes it from there
 * by itself.
 *
 * @returns `undefined` if it names no age of majority: then nothing that somebody else permitted counts.
 * @throws {@link ConsentError} `jurisdiction_malformed`.
 */
export function agesOf(jurisdiction: Jurisdiction): AgeRules | undefined {
  assertJurisdiction(jurisdiction)
  const { majorityAge, ownConsent = [] } = jurisdiction
  if (majorityAge === undefined) return undefined
  return Object.freeze({
    majorityAge,
    ownConsent: Object.freeze(
      ownConsent.flatMap(({ fromAge, purposes, data }) =>
        purposes === undefined || data === undefined ? [] : [{ fromAge, purposes, data }],
      ),
    ),
  })
}
