import { describe, expect, test } from '@jest/globals'
import { askPlainly, codeOf, createWorld, nameOnly, noon, other, post, show } from './world.ts'

const plain = { verifier: { encrypted: false } }

describe('a session', () => {
  test('takes one of two answers that come at once', async () => {
    const world = await createWorld(plain)
    const { session, request } = await askPlainly(world)
    const vp_token = JSON.stringify({ licence: [await show(world, request)] })
    const form = { vp_token, state: request.state }
    const uri = request.response_uri
    const responses = await Promise.all([post(world, uri, form), post(world, uri, form)])
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 400])
    const collected = await Promise.allSettled([
      world.openid.collect(session),
      world.openid.collect(session),
    ])
    expect(collected.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('believes the status of when the answer is collected', async () => {
    const world = await createWorld(plain)
    const { session, request } = await askPlainly(world)
    const vp_token = JSON.stringify({ licence: [await show(world, request)] })
    const form = { vp_token, state: request.state }
    expect((await post(world, request.response_uri, form)).status).toBe(200)
    world.state.revoked.push(4711)
    world.after(61)
    await expect(world.openid.collect(session)).rejects.toMatchObject({ code: 'status_revoked' })
    await expect(world.openid.collect(session)).rejects.toMatchObject({
      code: 'openid_session_unknown',
    })
  })

  test('says that it does not know where nobody tells it the status', async () => {
    const world = await createWorld({ ...plain, unreachable: true })
    const { session, request } = await askPlainly(world)
    const vp_token = JSON.stringify({ licence: [await show(world, request)] })
    const form = { vp_token, state: request.state }
    const response = await post(world, request.response_uri, form)
    expect([response.status, await codeOf(response)]).toEqual([503, 'status_unreachable'])
    expect(await world.openid.collect(session)).toMatchObject({ refused: 'status_unreachable' })
  })

  test('ends a session at its end, exactly', async () => {
    const world = await createWorld(plain)
    const { session, request, requestUri } = await askPlainly(world)
    expect(request.exp).toBe(noon + 300)
    world.after(300)
    await expect(world.openid.collect(session)).rejects.toMatchObject({
      code: 'openid_session_unknown',
    })
    expect((await world.openid.handle(new Request(requestUri))).status).toBe(404)
    expect((await post(world, request.response_uri, { state: request.state })).status).toBe(404)
    world.after(299)
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'waiting' })
  })

  test('tells whoever asked that the wallet said no, by codes of the standard alone', async () => {
    for (const [error, reason] of [
      ['access_denied', 'access_denied'],
      ['<script>', 'other'],
    ] as const) {
      const world = await createWorld()
      const { session, request } = await askPlainly(world)
      const form = { error, state: request.state }
      expect((await post(world, request.response_uri, form)).status).toBe(200)
      expect(await world.openid.collect(session)).toEqual({ kind: 'declined', reason })
    }
  })

  test('knows a session by its secret alone', async () => {
    const world = await createWorld(plain)
    const { session } = await world.openid.ask(nameOnly, other)
    const [id] = session.split('.')
    const elsewhere = await world.openid.ask(nameOnly, other)
    const [, secret] = elsewhere.session.split('.')
    for (const wrong of [
      '',
      '.',
      `${id}.`,
      `${id}`,
      `${id}.${secret}`,
      `${session}.x`,
      `x${session}`,
    ]) {
      await expect(world.openid.collect(wrong)).rejects.toMatchObject({
        code: 'openid_session_unknown',
      })
    }
    const kept = await world.sessions.find(id as string)
    expect(kept?.content).not.toContain(session.split('.')[1])
  })
})
