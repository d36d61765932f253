/**
 * Without the condition `node`, as in a browser.
 *
 * @jest-environment-options {"customExportConditions": ["@fidecura/source", "browser"]}
 */
import * as base from '@fidecura/base'
import * as consent from '@fidecura/consent'
import * as register from '@fidecura/consent/register'
import * as credentials from '@fidecura/credentials'
import * as identity from '@fidecura/identity'
import * as passkey from '@fidecura/identity/passkey'
import * as openidVerifier from '@fidecura/openid/verifier'
import * as openidWallet from '@fidecura/openid/wallet'
import { expect, test } from '@jest/globals'
import { failuresOf } from '../runtimes/lib/report.mjs'
import { runPortable } from '../runtimes/portable.mjs'

test('runPortable passes in this Node, with the web half of the sources', async () => {
  const ours = { base, identity, passkey, credentials, consent, register }
  const result = await runPortable({ ...ours, openidVerifier, openidWallet })
  expect(failuresOf([{ runtime: 'Node', way: 'bundle', half: 'web', result }])).toEqual([])
})
