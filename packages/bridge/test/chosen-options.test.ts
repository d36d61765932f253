import { generateSigner } from '@fidecura/identity'
import { afterEach, describe, expect, test } from '@jest/globals'
import * as openid from 'openid-client'
import { begin, createBrowser, createWorld, linkIn, signIn, type World } from './world.ts'

let world: World | undefined
const worldWith = async (bridge: Parameters<typeof createWorld>[0] = {}): Promise<World> => {
  world = await createWorld(bridge)
  return world
}
afterEach(async () => {
  await world?.end()
  world = undefined
})

describe('a bridge that was made otherwise', () => {
  test('opens the wallet that its operator names', async () => {
    const bridge = { walletUrl: 'https://wallet.example/open' }
    const { url } = await begin(await worldWith({ bridge }))
    const browser = createBrowser()
    const page = await browser.follow(url)
    const asked = await browser.follow(`${page.url}/ask`, { device: 'same' })
    expect(linkIn(await asked.text())).toMatch(/^https:\/\/wallet\.example\/open\?/)
  })

  test('keeps nobody signed in for longer than it says', async () => {
    const made = await worldWith({ bridge: { signInSeconds: 60 } })
    const { tokens, config } = await signIn(made, await made.patient())
    const sub = tokens.claims()?.sub ?? ''
    const ask = () => openid.fetchUserInfo(config, tokens.access_token, sub)
    await expect(ask()).resolves.toMatchObject({ sub })
    made.state.ahead += 61
    await expect(ask()).rejects.toBeDefined()
  })

  test('bears it as long as it says that nobody knows', async () => {
    const made = await worldWith({ bridge: { unknownSeconds: 10 } })
    await signIn(made, await made.patient())
    made.state.isReachable = false
    made.state.ahead += 2
    await expect(made.bridge.sweep()).resolves.toMatchObject({ live: 1 })
    made.state.ahead += 10
    await expect(made.bridge.sweep()).resolves.toMatchObject({ live: 0, ended: 1 })
  })

  test.each(['patient', 'practitioner'] as const)(
    'takes a %s from whoever its chain of authority leads to, as long as it does',
    async (who) => {
      const chain: string[] = []
      const made = await worldWith({ bridge: { chain: () => chain } })
      const issuer = await generateSigner()
      const held =
        who === 'patient' ? await made.patient('R-1', 11, issuer) : await made.doctor({ issuer })
      const enter = () => signIn(made, held, { scope: `openid ${who}` })
      await expect(enter()).rejects.toMatchObject({ code: 'openid_refused' })
      chain.push(await made.accredit(issuer))
      await expect(enter()).resolves.toBeDefined()
      await expect(made.bridge.sweep()).resolves.toMatchObject({ live: 1, ended: 0 })
      chain.length = 0
      await expect(made.bridge.sweep()).resolves.toMatchObject({ live: 0, ended: 1 })
    },
  )
})
