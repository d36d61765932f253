import { deepFreeze, epochSeconds } from '@fidecura/base'
import { renderMandate } from '@fidecura/consent/explain'
import { parseDid } from '@fidecura/identity'
import { expect, test } from '@jest/globals'

const mandate = deepFreeze({
  claims: {
    patient: { system: 'https://hospital.example/records', value: 'R-0001' },
    powers: ['withdraw', 'view', 'consent'] as const,
    purposes: ['TREAT'],
    data: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }],
    conditions: ['While I am in hospital'],
    name: 'Sam\u202e Example',
    patientName: 'Pat Example',
    statusAuthority: parseDid('did:web:hospital.example'),
  },
  issuer: parseDid('did:web:patient.example'),
  subject: parseDid('did:web:proxy.example'),
  validFrom: epochSeconds(1_795_348_800),
  validUntil: epochSeconds(1_797_940_800),
})

// Signed by their digest: other words would make the mandates of before unreadable.
test('renderMandate says all that is signed, in words that stay', () => {
  expect(renderMandate({ ...mandate, language: 'en' })).toMatchInlineSnapshot(`
"Mandate
Patient: Pat Example (did:web:patient.example)
Record: R-0001 (https://hospital.example/records)
May act for the patient: Sam Example (did:web:proxy.example)
In force: from 2026-11-22 12:00:00 UTC until 2026-12-22 12:00:00 UTC
About: observations (Observation)
May agree to: treatment (TREAT)
The proxy may:
- look into the record in the app
- sign consents, within what is said above
- take back what they have signed
Only if: “While I am in hospital”
The proxy may not pass this on, and may not open the record to themself. The patient hears of each act, and can take this back at any time.
Whether it still holds is published by: did:web:hospital.example"
`)
  expect(renderMandate({ ...mandate, language: 'zh-CN' })).toMatchInlineSnapshot(`
"授权委托书
委托人（患者）：Pat Example (did:web:patient.example)
病历号：R-0001 (https://hospital.example/records)
受托人：Sam Example (did:web:proxy.example)
有效期：自2026-11-22 12:00:00 UTC起至2026-12-22 12:00:00 UTC止
涉及资料：观察结果（Observation）
可以同意的使用目的：诊疗（TREAT）
受托人可以：
- 在应用里查看病历
- 在以上范围内签署数据使用授权书
- 撤回由其签署的内容
条件：“While I am in hospital”
受托人不得转委托，也不得向自己开放病历。受托人每办理一件事，患者都会收到通知；患者可以随时收回委托。
委托状态的公布方：did:web:hospital.example"
`)
})
