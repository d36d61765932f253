import { describe, expect, test } from '@jest/globals'
import { runNode } from './run-node.ts'
import { packageNames, readText } from './workspace-files.ts'

/** What each program is given, and what it prints; a pattern where a line holds a new key. */
const programs: Readonly<Record<string, readonly [readonly string[], readonly RegExp[]]>> = {
  base: [[], [/^json_duplicate_member$/]],
  identity: [['clock', 'store'], [/^true$/]],
  credentials: [
    ['roots', 'resolve', 'status', 'clock', 'token', 'chain'],
    [
      ...['format', 'type', 'claims', 'period', 'holder', 'authority', 'issuer', 'signature'],
      ...['status', 'licence'],
    ]
      .map((check) => new RegExp(`^${check} passed $`))
      .concat(/^passed$/),
  ],
  consent: [
    ['bytes', 'references', 'record', 'grantee', 'controller', 'validFrom', 'validUntil'],
    [/^Consent to share$/, /^Record: R-1/, /^Grantee: /, /^Kept by: /, /^In force: /]
      .concat(/^What is stated:$/, /^1 Denied: everything; except as follows:$/)
      .concat(/^ {2}1\.1 Permitted: /, /^\[\]$/),
  ],
  'data-integrity-rdf': [
    ['signer', 'clock'],
    [/^data-integrity$/, /^ecdsa-rdfc-2019$/],
  ],
  'did-ethr': [
    ['rpc', 'clock'],
    [/^did:ethr:clinic:0xf3beac30c498d9e26865f34fcaa57dbb935b0d74#controller$/],
  ],
  chain: [[], [/^function 0x[0-9a-f]{64}$/]],
  evidence: [[], [/^0 1 \[\]$/]],
  monitor: [['clock', 'controller', 'grantee', 'record'], [/^done$/]],
  openid: [
    ['link', 'fetch', 'resolve', 'clock'],
    [/^hospital\.example \[ 'urn:fidecura:credential:patient-identity:1' \]$/],
  ],
  bridge: [
    ['issuer', 'verifier', 'signer', 'clock', 'secret', 'documents', 'platform'],
    [/^false \{ live: 0, ended: 0, untold: 0 \}$/],
  ],
  server: [[], [/^server_unreachable unknown$/]],
  store: [
    ['file', 'clock'],
    [/^true$/, /^false$/],
  ],
  x5c: [['signer', 'certificates', 'resolve', 'at', 'root', 'crls'], [/^Example Hospital$/]],
  veramo: [['roots', 'resolve', 'status', 'clock', 'token', 'chain'], [/^verified$/]],
  testing: [['clock'], [/^did:web:127\.0\.0\.1%3A\d+:hospital$/, /^61$/]],
}

/** Of programs that need what no other does. */
const ownSettings: Readonly<Record<string, string>> = { x5c: 'certificates', bridge: 'sign-in' }

test('every package shows how it is used', () => {
  // The program of pkcs11 needs a token, and is run where there is one.
  expect([...Object.keys(programs), 'cli', 'pkcs11'].toSorted()).toEqual(
    [...packageNames].toSorted(),
  )
  expect(readText('packages/cli/README.md')).toMatch(/^```sh\n[\s\S]*?fidecura keys create/m)
})

describe.each(Object.entries(programs))('README of %s', (name, [given, printed]) => {
  test('shows a program of at most ten lines that says what it should', async () => {
    const [program = '', ...others] = [
      ...readText(`packages/${name}/README.md`).matchAll(/^```ts\n([\s\S]*?)^```$/gm),
    ].map((match) => match[1] as string)
    expect(others).toEqual([])
    expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(10)
    const from = ownSettings[name] ?? 'setting'
    const setting = `import { ${given.join(', ')} } from '../../test/readme/${from}.ts'\n`
    const text = given.length === 0 ? program : setting + program
    const options = ['--input-type=module-typescript', '--eval', text]
    const { stdout, stderr, status } = await runNode(`packages/${name}`, options)
    expect(stderr).toBe('')
    const lines = stdout.split('\n').slice(0, -1)
    expect(lines).toEqual(printed.map((line) => expect.stringMatching(line)))
    expect(status).toBe(0)
  })
})
