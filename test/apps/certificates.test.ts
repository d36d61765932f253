import { decodeJws, signJws } from '@fidecura/identity'
import { expect, test } from '@jest/globals'
import { certificatesBy } from '../../examples/patient-app/src/model/openid/certificates.ts'
import { certifiedClinic } from './openid-world.ts'

const context = { at: Math.floor(Date.now() / 1000) as never, signal: undefined }

test('certificatesBy proves who asks to the roots of the settings, and to no others', async () => {
  const { signer, root } = await certifiedClinic()
  const other = await certifiedClinic()
  const request = decodeJws(await signJws({}, { signer, typ: 'oauth-authz-req+jwt' }))
  const byRoots = (...certificateRoots: string[]) => certificatesBy({ certificateRoots })
  await expect(byRoots(root)?.(request, context)).resolves.toMatchObject({
    subject: { organization: 'Example Hospital' },
    domains: ['clinic.example'],
    revocation: 'unknown',
  })
  await expect(byRoots(other.root, root)?.(request, context)).resolves.toBeDefined()
  await expect(byRoots(other.root)?.(request, context)).rejects.toMatchObject({
    code: 'x5c_signature_invalid',
  })
})

test('certificatesBy answers nobody where the settings name no roots', () => {
  expect(certificatesBy({})).toBeUndefined()
  expect(certificatesBy({ certificateRoots: [] })).toBeUndefined()
})
