import { epochSeconds } from '@fidecura/base'
import {
  createIssuer,
  createIssuerStatusSource,
  createMemoryIssuedStore,
  createVerifier,
} from '@fidecura/credentials'
import { generateSigner, resolveDidKey, type Signer } from '@fidecura/identity'
import { openLibrary, type Pkcs11Library } from '@fidecura/pkcs11'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { named, pin } from './hsm.ts'

const noon = epochSeconds(1_800_000_000)
const type = 'urn:example:membership:1'
const listUrl = 'https://hospital.example/status/1'

withSoftHsm('a department whose key is in a token', (soft) => {
  let library: Pkcs11Library
  let department: Signer
  beforeAll(async () => {
    soft.initToken('hospital', pin)
    library = await openLibrary(soft.library)
    const token = await library.openToken(named('hospital'))
    department = await token.generateKey('cardiology')
  })
  afterAll(async () => {
    await library.close()
  })

  describe.each(['vc+jwt', 'dc+sd-jwt'] as const)('issues %s', (format) => {
    test('that verifies, and that it suspends', async () => {
      let now = noon
      const holder = await generateSigner()
      const store = createMemoryIssuedStore()
      const issuer = createIssuer({ signer: department, store, clock: () => now, listUrl })
      const verifier = createVerifier({
        roots: [{ did: department.did, types: [type] }],
        resolve: resolveDidKey,
        clock: () => now,
        status: createIssuerStatusSource([issuer]),
      })
      const issued = await issuer.issue(
        {
          type,
          claims: { club: 'Example Club' },
          subject: holder.did,
          validFrom: now,
          validUntil: epochSeconds(now + 86_400),
        },
        { format },
      )
      await expect(verifier.verifyCredential(issued.token)).resolves.toMatchObject({
        issuer: department.did,
        claims: { club: 'Example Club' },
      })
      await issuer.suspend(issued.id)
      now = epochSeconds(noon + 61)
      await expect(verifier.verifyCredential(issued.token)).rejects.toMatchObject({
        code: 'status_suspended',
      })
    })
  })
})
