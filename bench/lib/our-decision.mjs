import { createStatementSetting, organisation } from './our-statements.mjs'
import { ourName } from './our-verification.mjs'
import { mustAccept, mustRefuse } from './refusals.mjs'

const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const categories = 'https://hospital.example/categories'
const records = 'https://hospital.example/records'

/**
 * Statements that a patient signed and a register attests, and the role of a doctor who asks,
 * all of it proven before the clock starts; what is timed is `decide`.
 *
 * @param question - What `./decision-subject.mjs` asks of both.
 */
export async function ourDecision(ours, { departments, record, period, request }) {
  const setting = await createStatementSetting(ours, { system: records, value: record })
  const set = await setting.attest(departments.map((department) => contentOf(department, period)))
  const requesters = new Map()
  for (const department of [request.department, 'did:web:x.example']) {
    requesters.set(department, await setting.requester(department))
  }
  const { decide, defaultVocabulary: vocabulary } = ours.consent
  const requestOf = (changes = {}) => {
    const {
      department,
      record: value,
      purposes,
      category,
      sensitivity,
    } = { ...request, ...changes }
    const system = sensitivity === 'PSY' ? actCode : confidentiality
    return {
      requester: requesters.get(department),
      subject: { system: records, value },
      purposes,
      action: 'access',
      custodian: organisation.did,
      data: [
        {
          scope: 'item',
          types: [{ system: categories, code: category }],
          labels: [{ system, code: sensitivity }],
        },
      ],
      legalBasis: 'consent',
    }
  }
  const optionsAt = (at, maxAgeSeconds = 300) => {
    const instant = ours.base.epochSeconds(at)
    return { at: instant, now: instant, maxAgeSeconds, combine: 'newest', vocabulary }
  }
  const must = (asked, options) => {
    if (decide(asked, set, options).kind !== 'permit') throw new Error('Not permitted')
  }
  const options = optionsAt(setting.now)
  const refuses = (what, changes) =>
    mustRefuse(ourName, what, () => must(requestOf(changes), options))
  await mustAccept(ourName, 'what is permitted', () => must(requestOf(), options))
  await refuses('research', { purposes: ['HRESCH'] })
  await refuses('another record', { record: 'R-0002' })
  await refuses('another department', { department: 'did:web:x.example' })
  await refuses('psychiatry notes', { sensitivity: 'PSY' })
  const later = optionsAt(period.until, 2 * 365 * 86400)
  await mustRefuse(ourName, 'a time after the period', () => must(requestOf(), later))
  const asked = requestOf()
  return { name: ourName, sync: true, run: () => must(asked, options) }
}

/** As `policyOf` of ../peers/cedar.mjs. */
function contentOf(department, { from, until }) {
  return {
    kind: 'consent',
    grantee: { did: department, name: 'Example department' },
    validFrom: from,
    validUntil: until,
    terms: {
      version: 'urn:fidecura:terms:1',
      rule: {
        effect: 'permit',
        conditions: {
          actions: ['access'],
          purposes: ['TREAT'],
          types: ['laboratory', 'note'].map((code) => ({ system: categories, code })),
        },
        children: [
          {
            effect: 'deny',
            conditions: { labels: [{ system: actCode, code: 'PSY' }] },
            children: [],
          },
        ],
      },
    },
  }
}
