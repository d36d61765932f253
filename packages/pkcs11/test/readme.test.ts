import { beforeAll, expect, test } from '@jest/globals'
import { runNode } from '../../../test/run-node.ts'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { readText } from '../../../test/workspace-files.ts'
import { pin } from './hsm.ts'

withSoftHsm('the README of pkcs11', (soft) => {
  beforeAll(() => {
    soft.initToken('hospital', pin)
  })

  test('shows a program of at most ten lines that says what it should', async () => {
    const [, program = ''] =
      /^```ts\n([\s\S]*?)^```$/m.exec(readText('packages/pkcs11/README.md')) ?? []
    expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(10)
    const setting = `const path = '${soft.library}'; const readPin = async () => '${pin}'\n`
    const { stdout, stderr, status } = await runNode(
      'packages/pkcs11',
      ['--input-type=module-typescript', '--eval', setting + program],
      { SOFTHSM2_CONF: soft.config },
    )
    expect([stderr, status]).toEqual(['', 0])
    expect(stdout).toMatch(/^did:key:zDn\w+\ntrue\n$/)
  })
})
