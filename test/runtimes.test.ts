import * as base from '@fidecura/base'
import * as consent from '@fidecura/consent'
import * as register from '@fidecura/consent/register'
import * as credentials from '@fidecura/credentials'
import * as identity from '@fidecura/identity'
import * as passkey from '@fidecura/identity/passkey'
import * as openidVerifier from '@fidecura/openid/verifier'
import * as openidWallet from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { failuresOf, pageOf, type Row } from '../runtimes/lib/report.mjs'
import { runPortable } from '../runtimes/portable.mjs'
import { readText } from './workspace-files.ts'

const ours = { base, identity, passkey, credentials, consent, register }
const result = await runPortable({ ...ours, openidVerifier, openidWallet })
const row: Row = { runtime: 'Node', way: 'packages', half: 'node', version: '24.0.0', result }

test('runPortable passes in this Node, with the Node half of the sources', () => {
  expect(failuresOf([row])).toEqual([])
  expect(result.groups.map(({ checks }) => checks.length)).not.toContain(0)
  expect(Object.keys(result.verdicts).length).toBeGreaterThan(50)
})

describe('failuresOf', () => {
  test.each<[string, Row, string]>([
    ['that did not run', { ...row, error: 'ended with 1' }, 'did not run: ended with 1'],
    ['that loaded the other half', { ...row, half: 'web' }, 'loaded the node half'],
    [
      'in which a check failed',
      {
        ...row,
        result: {
          ...result,
          groups: [{ name: 'JCS', checks: [{ name: 'is sorted', failure: 'it is not' }] }],
        },
      },
      'JCS: is sorted: it is not',
    ],
    [
      'that judged a signature differently',
      {
        ...row,
        result: { ...result, verdicts: { ...result.verdicts, 'Ed25519: plain': 'refused' } },
      },
      'Ed25519: plain: judged differently: accepted, refused',
    ],
  ])('names a runtime %s', (_, other, words) => {
    const failures = failuresOf([row, other])
    expect(failures).toHaveLength(1)
    expect(failures[0]).toContain(words)
    expect(pageOf([row, other], failures)).toContain(words)
  })

  test('says nothing of a runtime that is not there', () => {
    const { result: _, ...without } = row
    const absent: Row = { ...without, runtime: 'Chromium', skipped: 'no /usr/bin/chromium' }
    expect(failuresOf([row, absent])).toEqual([])
    expect(pageOf([row, absent], [])).toContain('skipped: no /usr/bin/chromium')
  })
})

test('docs/runtimes.md counts the checks that there are', () => {
  const counts = result.groups.map(({ checks }) => `${checks.length} of ${checks.length}`)
  const names = result.groups.map(({ name }) => name)
  const page = readText('docs/runtimes.md')
  expect(page).toContain(`| runtime | loaded | half | ${names.join(' | ')} |`)
  expect(page).toContain(`| Node 24 | as it resolves the packages | node | ${counts.join(' | ')} |`)
})
