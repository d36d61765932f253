import { parseJson } from '@fidecura/base'
import {
  credentialTypes,
  decodeSdJwt,
  issueCredential,
  presentCredential,
  showCredential,
} from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import { contentsOf, holder, issuer, noon } from './samples.ts'

const issue = () =>
  issueCredential(contentsOf(credentialTypes.practitionerLicence), {
    signer: issuer,
    format: 'dc+sd-jwt',
  })
const asked = { signer: holder, audience: 'https://clinic.example', nonce: 'n-1', issuedAt: noon }

describe('showCredential', () => {
  test('shows what would be presented, and signs nothing', async () => {
    const token = await issue()
    for (const disclose of [[], ['name'], ['/registration/value', 'name'], 'all'] as const) {
      const shown = await showCredential(token, { disclose })
      expect(shown.endsWith('~')).toBe(true)
      const presented = await presentCredential(token, { ...asked, disclose })
      expect(presented.slice(0, presented.lastIndexOf('~') + 1)).toBe(shown)
      expect((await decodeSdJwt(shown)).keyBinding).toBeUndefined()
    }
  })

  test('refuses what was presented already, and claims that are not there', async () => {
    const token = await issue()
    const presented = await presentCredential(token, { ...asked, disclose: [] })
    await expect(showCredential(presented, { disclose: [] })).rejects.toMatchObject({
      code: 'presentation_malformed',
    })
    await expect(showCredential(token, { disclose: ['blood'] })).rejects.toMatchObject({
      code: 'disclosure_not_found',
    })
  })
})

describe('presentCredential', () => {
  test('binds what else the holder agrees to', async () => {
    const transactionDataHashes = Object.freeze(['AAAA'])
    const token = await presentCredential(await issue(), {
      ...asked,
      disclose: [],
      transactionDataHashes,
    })
    const { keyBinding } = await decodeSdJwt(token)
    expect(parseJson(keyBinding?.jws.payload as Uint8Array)).toMatchObject({
      nonce: 'n-1',
      transaction_data_hashes: ['AAAA'],
      transaction_data_hashes_alg: 'sha-256',
    })
  })
})
