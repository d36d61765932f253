import { createJurisdiction, type Jurisdiction } from '../jurisdiction.ts'

/**
 * Care needs no consent, and the patient restricts or objects: a reading of the European Health Data Space,
 * Regulation (EU) 2025/327.
 *
 * - Health professionals have access to the data of persons under their treatment, Articles 11 and 12: `care`,
 *   to read and to use, for treatment. Whose role does not allow treatment gets nothing by it.
 * - The patient may restrict the access of professionals and providers to all or parts, Article 8: a
 *   `restriction` holds against care. That there is one is not to be seen by them, Article 8: see `requesterView`.
 * - The patient may opt out of access through the access services where the Member State provides for it,
 *   Article 10(1): an `objection` holds against care. It is reversible: taken back, it is gone.
 * - Despite a restriction access may be had where it is necessary to protect vital interests, Article 11 and
 *   recital 17: break-glass, written down where the patient finds it. Despite an opt-out a Member State may provide for
 *   that, Article 10(2), and may refuse to, recital 18: one that does says so in rules of its own. The patient has
 *   a right to learn of accesses, Article 9: they are told.
 * - Secondary use goes by the data permit of a health data access body, Article 68, and yields to the patient's
 *   opt-out, Article 71, which needs no reason and is reversible. A restriction that names research is obeyed
 *   too, which is more than Article 8 asks for. What Member States may provide to override an opt-out is not
 *   here: a Member State that does says so in rules of its own.
 * - An age of majority is not said here, for the Regulation says none.
 *
 * Its parts apply in steps, Article 105, and national law adds to it. The reasons, the four hours that an emergency
 * lasts at most and the day for the notice are ours. A reading of the law, and not legal advice.
 *
 * @see {@link http://data.europa.eu/eli/reg/2025/327/oj | Regulation (EU) 2025/327}
 */
export const healthDataSpace: Jurisdiction = /* @__PURE__ */ createJurisdiction({
  version: 'urn:fidecura:jurisdiction:health-data-space:1',
  combine: 'newest',
  bases: [
    {
      basis: 'care',
      purposes: ['TREAT'],
      actions: ['access', 'use'],
      yieldsTo: ['restriction', 'objection'],
    },
    {
      basis: 'secondary_use',
      purposes: ['HRESCH'],
      actions: ['access', 'use'],
      yieldsTo: ['restriction', 'objection'],
      duties: [{ kind: 'no_redisclosure' }],
    },
  ],
  breakGlass: {
    purposes: ['ETREAT', 'ERTREAT', 'BTG'],
    actions: ['access', 'use'],
    reasons: ['life_threatening', 'unconscious'],
    maxSeconds: 4 * 3600,
    overrides: ['restriction', 'objection'],
    duties: [{ kind: 'notify_patient', withinSeconds: 86_400 }],
  },
})
