import { signInTransaction } from '@fidecura/bridge/wallet'
import { generateSigner } from '@fidecura/identity'
import { consentRequestTransaction } from '@fidecura/openid'
import { expect, test } from '@jest/globals'
import { openAsked } from '../../examples/patient-app/src/model/openid/asked.ts'
import { createWorld, nameOnly, noon, other } from '../../packages/openid/test/presenting/world.ts'

const signIn = { platform: 'Hillview Clinic', origin: 'https://hillview.example', device: 'other' }

/** Opens what somebody asks to be agreed to, as the app does. */
async function openedWith(asked: readonly (readonly [type: string, content: object])[]) {
  const world = await createWorld()
  const transactionData = asked.map(([type, content]) => ({
    ...{ type, content: { ...content }, credentialIds: ['licence'] },
  }))
  const { link } = await world.openid.ask(nameOnly, { ...other, transactionData })
  const { fetch, resolve } = world
  return await openAsked(link, {
    network: { fetch, resolve, clock: () => noon },
    signer: await generateSigner(),
    credentials: [],
    configuration: undefined,
    certificates: undefined,
    judging: undefined,
  })
}

test('openAsked opens a sign-in', async () => {
  const { signIn: opened } = await openedWith([[signInTransaction, signIn]])
  expect(opened).toMatchObject(signIn)
})

test.each([
  ['a sign-in behind a consent', [signInTransaction, consentRequestTransaction]],
  ['two sign-ins', [signInTransaction, signInTransaction]],
])('openAsked opens nothing that would have people sign %s without seeing it', async (_, types) => {
  await expect(openedWith(types.map((type) => [type, signIn] as const))).rejects.toMatchObject({
    code: 'openid_transaction_unsupported',
  })
})
