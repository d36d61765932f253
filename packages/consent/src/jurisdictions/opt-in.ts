import { createJurisdiction, type Jurisdiction } from '../jurisdiction.ts'

/**
 * Nothing without the patient's consent, and no break-glass: the reading of consent in Regulation
 * (EU) 2016/679 for a platform that has nothing else to rely on.
 *
 * - Processing of health data is prohibited, Article 9(1), unless the patient has given explicit consent for
 *   specified purposes, Article 9(2)(a); what consent is, Article 4(11).
 * - Whoever relies on it must be able to show it, Article 7(1), so only verified statements count.
 * - It can be withdrawn at any time, as easily as it was given, Article 7(3): a withdrawal denies until a new
 *   consent comes. What the patient forbids is never outvoted by an older permission, nor by a newer one of a
 *   wider scope: hence `deny_overrides`.
 * - An age of majority is not said here, for the Regulation leaves it to the Member States. Nor is there
 *   break-glass: Article 9(2)(c) asks that the patient be incapable of consenting, which nothing here proves.
 *
 * A reading of the law, and not legal advice.
 *
 * @see {@link http://data.europa.eu/eli/reg/2016/679/oj | Regulation (EU) 2016/679}
 */
export const optIn: Jurisdiction = /* @__PURE__ */ createJurisdiction({
  version: 'urn:fidecura:jurisdiction:opt-in:1',
  combine: 'deny_overrides',
})
