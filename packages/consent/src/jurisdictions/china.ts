import { createJurisdiction, type Jurisdiction } from '../jurisdiction.ts'

/**
 * Separate consent wherever data leave the institution that treats: a reading of the law of the People's
 * Republic of China.
 *
 * - 个人信息保护法 Article 13(1): consent of the individual, or one of the grounds beside it; with the latter no
 *   consent is needed, Article 13(2). Health data are sensitive, Article 28, and need a separate consent, Article
 *   29, voluntary, explicit and informed, Article 14; to provide them to another institution needs one too,
 *   Article 23. It can be withdrawn, Article 15. One statement has one grantee, so each is separate.
 *   What the patient forbids is never outvoted: `deny_overrides`.
 * - 民法典 Article 1226: to publish medical records without the patient's consent is a tort. 基本医疗卫生与健康促进法
 *   Article 92: nobody may unlawfully collect, use, process, transmit, provide or publish health information.
 *   Hence data passed on under a legal obligation are not passed on further.
 * - 医疗机构病历管理规定（2013年版） Article 15: beside those who treat the patient, and those whom the authority or the
 *   institution has charged with records or medical administration, nobody may consult the record. So `care`
 *   is a basis for treatment within the institution that keeps it, and nowhere else.
 * - 个人信息保护法 Article 13(1)(3): what statutory duties make necessary, such as reports to public health.
 * - 个人信息保护法 Article 13(1)(4): what protects life and health in an emergency: break-glass. Who cannot be told in
 *   time is told once the emergency is over, Article 18(2): a notice, here within a day.
 * - 民法典 Article 17: of age with eighteen years. 个人信息保护法 Article 31: under fourteen a parent or guardian consents;
 *   read here so that from fourteen on a minor consents to the processing of their personal information, for
 *   their care and at their own request: of research, for which other rules ask the guardian too, nothing is said.
 *
 * The reasons, and the four hours that an emergency lasts at most, are ours. A reading of the law, and not legal advice.
 */
export const china: Jurisdiction = /* @__PURE__ */ createJurisdiction({
  version: 'urn:fidecura:jurisdiction:china:1',
  combine: 'deny_overrides',
  bases: [
    {
      basis: 'care',
      purposes: ['TREAT'],
      actions: ['access', 'use'],
      yieldsTo: ['restriction', 'objection'],
      withinCustodian: true,
    },
    {
      basis: 'legal_obligation',
      purposes: ['PUBHLTH'],
      actions: ['access', 'use', 'disclose'],
      yieldsTo: [],
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
  majorityAge: 18,
  ownConsent: [
    {
      service: 'personal_information',
      fromAge: 14,
      purposes: ['TREAT', 'COC', 'PATRQT'],
      data: '*',
    },
  ],
})
