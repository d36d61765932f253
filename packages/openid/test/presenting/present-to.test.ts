import { presentTo } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { openCrafted } from './crafted-request.ts'
import { createWorld, firstOf, nameOnly, other, present } from './world.ts'

describe('presentTo', () => {
  test('shows nothing but candidates of this very request, once each', async () => {
    const world = await createWorld()
    const { request, posted } = await openCrafted(world)
    const elsewhere = await openCrafted(world)
    const [candidate] = firstOf(request)
    if (candidate === undefined) throw new Error('no candidate')
    const wrong = [
      [],
      [candidate, candidate],
      [{ ...candidate, disclose: ['/name', '/registration'] }],
      [{ ...candidate, queryId: 'other' }],
      firstOf(elsewhere.request),
    ]
    for (const chosen of wrong) {
      await expect(presentTo(request, { chosen })).rejects.toMatchObject({
        code: 'openid_choice_invalid',
      })
    }
    await expect(presentTo({ ...request }, { chosen: [candidate] })).rejects.toMatchObject({
      code: 'openid_not_opened',
    })
    expect(posted).toEqual([])
    await presentTo(request, { chosen: [candidate] })
    expect(posted).toHaveLength(1)
  })

  test.each(['constructor', 'toString', '0'])('answers a query that is called %s', async (id) => {
    const world = await createWorld()
    const query = { credentials: nameOnly.credentials.map((asked) => ({ ...asked, id })) }
    const answer = await present(world, query)
    expect(answer.byQuery[id]).toHaveLength(1)
    expect(answer.byQuery['valueOf']).toBeUndefined()
  })

  test('shows nothing once the request is over', async () => {
    const world = await createWorld()
    const { request, posted } = await openCrafted(world)
    world.after(60)
    await expect(presentTo(request, { chosen: firstOf(request) })).rejects.toMatchObject({
      code: 'openid_expired',
    })
    expect(posted).toEqual([])
  })

  test.each([
    ['javascript:alert(1)', undefined],
    ['http://clinic.example/', undefined],
    ['clinic://open', undefined],
    ['https://a:b@clinic.example/', undefined],
    [7, undefined],
    ['https://clinic.example/?response_code=x', 'https://clinic.example/?response_code=x'],
  ])('is sent to pages of the web alone: %p', async (redirect_uri, redirectTo) => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { link } = await world.openid.ask(nameOnly, other)
    const request = await world.open(link, {
      fetch: async (url, init) =>
        url.includes('/responses/') ? Response.json({ redirect_uri }) : world.fetch(url, init),
    })
    expect(await presentTo(request, { chosen: firstOf(request) })).toEqual({ redirectTo })
  })

  test('tells a refusal from a verifier that does not answer as agreed', async () => {
    const world = await createWorld()
    const { link } = await world.openid.ask(nameOnly, other)
    for (const [status, code] of [
      [400, 'openid_refused'],
      [202, 'openid_server_failed'],
      [503, 'openid_server_failed'],
    ] as const) {
      const request = await world.open(link, {
        fetch: async (url, init) =>
          url.includes('/responses/') ? new Response('', { status }) : world.fetch(url, init),
      })
      const shown = presentTo(request, { chosen: firstOf(request) })
      await expect(shown).rejects.toMatchObject({ code })
    }
  })
})
