import { describe, expect, test } from '@jest/globals'
import * as openid from 'openid-client'
import { begin, createBrowser, createWorld, linkIn, signIn } from './world.ts'

describe('a bridge that was made otherwise', () => {
  test('opens the wallet that its operator names', async () => {
    const world = await createWorld({ bridge: { walletUrl: 'https://wallet.example/open' } })
    const browser = createBrowser()
    const page = await browser.follow((await begin(world)).url)
    const asked = await browser.follow(`${page.url}/ask`, { device: 'same' })
    expect(linkIn(await asked.text())).toMatch(/^https:\/\/wallet\.example\/open\?/)
    await world.end()
  })

  test('keeps nobody signed in for longer than it says', async () => {
    const world = await createWorld({ bridge: { signInSeconds: 60 } })
    const { tokens, config } = await signIn(world, await world.patient())
    const sub = tokens.claims()?.sub ?? ''
    const ask = () => openid.fetchUserInfo(config, tokens.access_token, sub)
    await expect(ask()).resolves.toMatchObject({ sub })
    world.state.ahead += 61
    await expect(ask()).rejects.toBeDefined()
    await world.end()
  })

  test('bears it as long as it says that nobody knows', async () => {
    const world = await createWorld({ bridge: { unknownSeconds: 10 } })
    await signIn(world, await world.patient())
    world.state.isReachable = false
    world.state.ahead += 2
    await expect(world.bridge.sweep()).resolves.toMatchObject({ live: 1 })
    world.state.ahead += 10
    await expect(world.bridge.sweep()).resolves.toMatchObject({ live: 0, ended: 1 })
    await world.end()
  })
})
