import type { AuthorityCatalogue } from './catalogue.ts'

export const english: AuthorityCatalogue = {
  title: 'Chain of authority',
  checkedAt: (at) => `Checked at ${at}`,
  heldAt: (at) => `As it stood at ${at}`,
  verdict: {
    passed: 'Every check passed.',
    failed: 'Refused. Do not act on it.',
    unknown: 'Not everything could be found out. Do not act on it.',
  },
  root: 'Trusted from the start',
  permission: 'Has permission to issue',
  lostPermission: 'Had permission to issue, revoked since: what stands below was proven older',
  mayIssue: (types) => `May issue: ${types}`,
  anyType: 'whatever those above may issue',
  limit: {
    organisations: 'organisations',
    departments: 'departments',
    specialties: 'specialties',
    privileges: 'privileges',
    purposes: 'purposes',
    actions: 'actions',
    assessments: 'assessments',
    recordSystems: 'record systems',
    fields: 'fields',
  },
  limitedTo: (list) => `Limited to certain ${list}`,
  levels: (count) => {
    if (count === 0) return 'May not let others issue'
    return `May let others issue, ${count} ${count === 1 ? 'level' : 'levels'} down`
  },
  until: (end) => `Until ${end}`,
  gave: 'gave permission to issue',
  issued: 'issued',
  issuedBy: (issuer) => `Issued by ${issuer}`,
  givenBy: (issuer) => `Given by ${issuer}`,
  selfAsserted: 'by its own word',
  unverified: 'not verified',
  mixedScripts: 'mixed scripts',
  noChain: 'No chain of authority to anybody trusted could be proven.',
  problem: (codes) => `Reasons: ${codes}`,
  licenceRoot: (root) => `The licence that it rests on was verified, too, up to ${root}`,
  statusAsOf: (at) => `Status as of ${at}`,
  holder: 'The holder',
  separator: ', ',
  between: '. ',
  colon: ': ',
}
