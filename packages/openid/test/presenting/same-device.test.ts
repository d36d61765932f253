import { presentTo } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { createWorld, firstOf, nameOnly, type World } from './world.ts'

const same = { device: 'same', returnTo: 'https://clinic.example/welcome?from=wallet' } as const

async function asked(world: World) {
  const { session, link } = await world.openid.ask(nameOnly, same)
  const request = await world.open(link)
  const { redirectTo = '' } = await presentTo(request, { chosen: firstOf(request) })
  const responseCode = new URL(redirectTo).searchParams.get('response_code') ?? undefined
  return { session, redirectTo, responseCode }
}

describe('an answer on the same device', () => {
  test('goes to the browser that asked, where the wallet has sent it back', async () => {
    const world = await createWorld()
    const { session, redirectTo, responseCode } = await asked(world)
    expect(redirectTo).toMatch(
      /^https:\/\/clinic\.example\/welcome\?from=wallet&response_code=[\w-]{43}$/,
    )
    const answer = await world.openid.collect(session, { responseCode })
    expect(answer.kind).toBe('presented')
    await expect(world.openid.collect(session, { responseCode })).rejects.toMatchObject({
      code: 'openid_session_unknown',
    })
  })

  test('goes to nobody without the code, or with that of another', async () => {
    const world = await createWorld()
    const { session, responseCode } = await asked(world)
    const other = await asked(world)
    expect(other.responseCode).not.toBe(responseCode)
    for (const wrong of [undefined, '', other.responseCode]) {
      await expect(world.openid.collect(session, { responseCode: wrong })).rejects.toMatchObject({
        code: 'openid_response_code_wrong',
      })
    }
    // Whoever lured somebody into answering has the session, and not the code.
    await expect(world.openid.collect(other.session, { responseCode })).rejects.toMatchObject({
      code: 'openid_response_code_wrong',
    })
    const answer = await world.openid.collect(session, { responseCode })
    expect(answer.kind).toBe('presented')
  })

  test.each(['http://clinic.example/', 'javascript:alert(1)', 'clinic.example', ''])(
    'is not sent to %p',
    async (returnTo) => {
      const world = await createWorld()
      await expect(world.openid.ask(nameOnly, { device: 'same', returnTo })).rejects.toMatchObject({
        code: 'openid_message_malformed',
        place: 'returnTo',
      })
    },
  )

  test('keeps neither code nor secret', async () => {
    const world = await createWorld()
    const { session, responseCode } = await asked(world)
    const [id = '', secret = ''] = session.split('.')
    const stored = await world.sessions.find(id)
    expect(stored?.content).not.toContain(responseCode)
    expect(stored?.content).not.toContain(secret)
    await world.openid.collect(session, { responseCode })
    expect(await world.sessions.find(id)).toBeUndefined()
  })
})
