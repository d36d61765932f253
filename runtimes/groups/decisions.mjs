import { same } from '../lib/expect.mjs'
import { createSetting, entryOf, statusOf } from '../lib/setting.mjs'

const record = { system: 'https://hospital.example/records', value: 'R-0001' }
const categories = 'https://hospital.example/categories'
const asked = { audience: 'https://platform.example', nonce: 'drawn for this one request' }
const id = 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001'

/** A patient signs, a register attests, a doctor asks, a platform decides; then it is taken back. */
export function decisions(ours) {
  return {
    'a consent permits what it says and nothing else, until it is withdrawn': async () => {
      const { register, patient, identity, decider, requester, now, did } = await createScene(ours)
      const set = async () => decider.verifyStatements(await register.attest(record))
      const decide = async (changes = {}) => {
        const { purpose = 'TREAT', code = 'laboratory', value = record.value } = changes
        const data = [{ scope: 'item', types: [{ system: categories, code }] }]
        const subject = { ...record, value }
        const request = { subject, purposes: [purpose], action: 'access', custodian: did, data }
        const { kind, code: reason } = decider.decide(requester, await set(), request)
        return [kind, reason ?? '']
      }
      same(await decide(), ['permit', ''])
      same(await decide({ code: 'note' }), ['no_consent', 'consent_absent'])
      same(await decide({ purpose: 'HRESCH' }), ['no_consent', 'consent_absent'])
      same(await decide({ value: 'R-0002' }), ['unknown', 'record_mismatch'])
      const take = { statement: { issuer: patient.did, id }, record, issuedAt: now }
      const token = await ours.consent.signWithdrawal(take, { signer: patient })
      await register.withdraw({ token, evidence: { identity } })
      same(await decide(), ['deny', 'consent_withdrawn'])
    },
  }
}

async function createScene(ours) {
  const { base, consent, credentials, register: keeping } = ours
  const setting = await createSetting(ours)
  const { root, holder: doctor, now, period } = setting
  const { did } = root
  const patient = await ours.identity.generateSigner({ algorithm: 'EdDSA' })
  const { source } = await statusOf(ours, setting, 'token')
  const status = entryOf('token', 1000)
  const history = await credentials.issueStatusHistory(
    { url: status.list, changes: [], issuedAt: now },
    { signer: root },
  )
  const verifier = setting.verifierWith({
    status: { ...source, history: async () => ({ token: history, fetchedAt: now }) },
  })
  const { practitionerLicence, practitionerRole, patientIdentity } = credentials.credentialTypes
  const issue = (type, claims, more = {}) =>
    setting.issue({ type, claims, status, ...more }, 'dc+sd-jwt')
  const hospital = { did, name: 'Example Hospital' }
  const person = { name: 'Wen Example', profession: { system: 'urn:oid:2.999.1.3', code: 'MD' } }
  const registration = { system: 'urn:oid:2.999.1.2', value: 'L-1' }
  const board = { regulator: 'Example Board', registration, jurisdiction: 'CN', standing: 'active' }
  const licenceId = 'urn:example:licence:0001'
  const licence = await issue(practitionerLicence, { ...person, ...board }, { id: licenceId })
  const role = await issue(practitionerRole, {
    ...person,
    organisation: hospital,
    department: hospital,
    purposes: ['TREAT', 'HRESCH'],
    licence: { issuer: did, id: licenceId },
  })
  const identity = await issue(
    patientIdentity,
    { record, method: 'in_person' },
    { subject: patient.did, holderKey: patient.publicKey },
  )
  const store = keeping.createMemoryRegisterStore()
  const register = keeping.createRegister({ signer: root, store, verifier })
  const conditions = {
    actions: ['access'],
    purposes: ['TREAT'],
    types: [{ system: categories, code: 'laboratory' }],
  }
  const content = {
    id,
    kind: 'consent',
    language: 'en',
    terms: {
      version: 'urn:fidecura:terms:1',
      rule: { effect: 'permit', conditions, children: [] },
    },
    ...period,
    record,
    register: did,
    grantee: hospital,
    controller: hospital,
  }
  const token = await consent.signStatement(base.deepFreeze(content), { signer: patient })
  await register.submit({ token, evidence: { identity } })
  const shown = { ...asked, disclose: 'all', signer: doctor, issuedAt: now }
  const presented = await credentials.presentCredentials([role, licence], shown)
  const requester = await verifier.verifyPresentation(presented, asked)
  const decider = consent.createDecider({
    verifier,
    registers: [{ did, keys: 'any' }],
    combine: 'newest',
  })
  return { register, patient, identity, decider, requester, now, did }
}
