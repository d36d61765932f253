import { describe, expect, test } from '@jest/globals'
import { runNode } from './run-node.ts'
import { filesIn, importsOf, manifestOf, packageNames, readText } from './workspace-files.ts'

/** What each of them says, line by line; a pattern where a line holds a new key. */
const printed: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  '01-verify-a-credential.ts': [
    'verified, up to the authority: true',
    'without the accreditation: credential_issuer_untrusted',
  ],
  '02-suspend-a-role.ts': ['before: accepted', 'a minute after the suspension: status_suspended'],
  '03-present-a-licence.ts': [
    'for another request: presentation_nonce_wrong',
    'made for somebody else: presentation_audience_wrong',
    'as asked for: accepted, showing jurisdiction,name,profession,standing',
    'once more: presentation_replayed',
  ],
  '04-consent-and-withdraw.ts': [
    /^ {2}1\.1 Permitted: when it is for Example Clinic \(did:key:\w+\); for the purpose of treatment/,
    'laboratory results for treatment: permit',
    'after the withdrawal: deny',
  ],
  '05-verify-offline.ts': [
    '6 hours later: true',
    '12 hours later: status_list_stale',
    '-12 hours later: bundle_clock_rolled_back',
  ],
  '06-veramo-agent.ts': [
    'today: Ada Example',
    'an hour after its end: credential_expired',
    'with another name beside the token: document_mismatch',
  ],
  '07-lost-phone.ts': [
    'notice to the patient: a new key is wanted by recovery_key',
    'at once: recovery_too_early',
    'three days later: the new phone',
    'the old one: status_revoked',
  ],
  '08-licensed-cardiologist.ts': [
    'clinic.example sees: jurisdiction,profession,specialties,standing',
    'study.example sees: jurisdiction,profession,specialties,standing',
    'the same for every cardiologist of that day: exp,iat,iss,jurisdiction,nbf,profession,specialties,standing,vct',
    'different for the two: cnf,jti,status,sub',
  ],
  '09-recover-at-the-desk.ts': [
    'one of them alone: recovery_approval_missing',
    'notice to the patient: a new key is wanted',
    'a day later: the new phone',
    'the old one, a minute after: status_revoked',
  ],
  '10-ask-for-a-consent.ts': [
    /^Asked by: Example Study \(did:key:\w+\)$/,
    'answers: urn:uuid:6a1f6d6e-0000-4000-8000-000000000010',
    '1 Permitted: for the purpose of research (HRESCH).',
  ],
  '11-deposit-and-prove.ts': [
    'deposited by the hospital: true',
    'an altered record: evidence_content_mismatch',
    'by sh and openssl alone: 5 checks',
  ],
  '12-receive-a-credential-by-openid.ts': [
    'hospital.example offers urn:fidecura:credential:patient-identity:1',
    'openid_transaction_code_malformed',
    'kept: 3',
    'openid_refused',
  ],
  '13-present-by-openid.ts': [
    'asked by the clinic: true',
    'would show: name',
    'verified: Dr Ada Example',
  ],
}

// The apps in folders of their own are tried in a browser.
const examples = filesIn('examples').filter((path) => /^examples\/[^/]+\.ts$/.test(path))

test('the examples are those that are tried here', () => {
  expect(examples.toSorted()).toEqual(Object.keys(printed).map((name) => `examples/${name}`))
})

describe.each(Object.entries(printed))('example %s', (name, lines) => {
  const path = `examples/${name}`

  test('has at most 60 lines', () => {
    expect(readText(path).trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  })

  test('imports nothing but Node and published packages, by their doors', () => {
    const published = packageNames.map(manifestOf).filter((manifest) => manifest.private !== true)
    const doors = published.flatMap(({ name: scope, exports = {} }) =>
      Object.keys(exports).map((door) => scope + door.slice(1)),
    )
    // One example shows an agent of Veramo.
    const others = name.includes('veramo') ? /^(?:node:|@veramo\/)/ : /^node:/
    const imported = importsOf(path).filter((from) => !others.test(from))
    expect(imported).not.toEqual([])
    expect(imported.filter((from) => !doors.includes(from))).toEqual([])
  })

  const says = [...lines, ''].map((line) =>
    typeof line === 'string' ? line : expect.stringMatching(line),
  )

  test.each([
    ['says what it should, and nothing else, and ends well', {}],
    ['says no more when somebody debugs', { DEBUG: '*' }],
  ])('%s', async (_, variables) => {
    const { status, stdout, stderr } = await runNode('examples', [name], variables)
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toEqual(says)
    expect(status).toBe(0)
  })
})
