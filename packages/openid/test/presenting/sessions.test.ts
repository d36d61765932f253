import type { Fetch } from '@fidecura/base'
import { createMemorySessionStore, createOpenIdVerifier } from '@fidecura/openid/verifier'
import { presentTo } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import {
  askPlainly,
  codeOf,
  createWorld,
  firstOf,
  nameOnly,
  noon,
  other,
  post,
  show,
} from './world.ts'

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
    const late = collected.find(({ status }) => status === 'rejected')
    expect(late).toMatchObject({ reason: { code: 'openid_session_unknown' } })
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

  test('keeps an answer of which nobody can say at the moment whether it holds', async () => {
    const unsure = { unreachable: false }
    const world = await createWorld({ ...plain, ...unsure, state: unsure })
    const { session, request } = await askPlainly(world)
    const vp_token = JSON.stringify({ licence: [await show(world, request)] })
    const form = { vp_token, state: request.state }
    expect((await post(world, request.response_uri, form)).status).toBe(200)
    unsure.unreachable = true
    // Longer than a list is believed.
    world.after(61)
    await expect(world.openid.collect(session)).rejects.toMatchObject({
      code: 'status_unreachable',
    })
    unsure.unreachable = false
    const answer = await world.openid.collect(session)
    expect(answer.kind).toBe('presented')
    await expect(world.openid.collect(session)).rejects.toMatchObject({
      code: 'openid_session_unknown',
    })
  })

  test('is collected once even where processes do not share which nonces were used', async () => {
    const forgetful = { insert: async () => true }
    const world = await createWorld({ ...plain, replay: forgetful })
    const { session, request } = await askPlainly(world)
    const vp_token = JSON.stringify({ licence: [await show(world, request)] })
    await post(world, request.response_uri, { vp_token, state: request.state })
    const collected = await Promise.allSettled([
      world.openid.collect(session),
      world.openid.collect(session),
    ])
    expect(collected.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('lets pages of other origins ask, and post', async () => {
    const world = await createWorld()
    const { requestUri, request, response } = await askPlainly(world)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    for (const url of [requestUri, request.response_uri]) {
      const preflight = await world.openid.handle(new Request(url, { method: 'OPTIONS' }))
      expect([preflight.status, Object.fromEntries(preflight.headers)]).toEqual([
        204,
        expect.objectContaining({
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': 'Content-Type',
        }),
      ])
      // With credentials nobody may read it.
      expect(preflight.headers.has('access-control-allow-credentials')).toBe(false)
    }
    const nowhere = new URL('/elsewhere', requestUri)
    const other = await world.openid.handle(new Request(nowhere, { method: 'OPTIONS' }))
    expect(other.status).toBe(404)
  })

  test.each([
    ['openid4vp://', 'openid4vp://?client_id='],
    ['web+wallet://', 'web+wallet://?client_id='],
    ['https://app.example/patient/', 'https://app.example/patient/?client_id='],
    ['https://app.example/open?lang=en', 'https://app.example/open?lang=en&client_id='],
  ])('opens the wallet at %p', async (walletUrl, start) => {
    const world = await createWorld()
    const { link } = await world.openid.ask(nameOnly, { ...other, walletUrl })
    expect(link.startsWith(start)).toBe(true)
  })

  test.each([
    'javascript://',
    'javascript:alert(1)//',
    'http://app.example/',
    'https://a.example/#x',
    'x',
  ])('opens no wallet at %p', async (walletUrl) => {
    const world = await createWorld()
    await expect(world.openid.ask(nameOnly, { ...other, walletUrl })).rejects.toMatchObject({
      code: 'openid_message_malformed',
      place: 'walletUrl',
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

  test('has room for the right answer while wrong ones come in', async () => {
    const world = await createWorld(plain)
    const { session, request } = await askPlainly(world)
    const send = async (disclose: readonly string[]) => {
      const vp_token = JSON.stringify({ licence: [await show(world, request, disclose)] })
      return await post(world, request.response_uri, { vp_token, state: request.state })
    }
    const responses = await Promise.all([[], ['name'], []].map(send))
    expect(responses.map(({ status }) => status)).toEqual([400, 200, 400])
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'presented' })
  })

  test('shows its request to nobody any more once it is answered', async () => {
    const world = await createWorld(plain)
    const { requestUri, request } = await askPlainly(world)
    expect((await world.openid.handle(new Request(requestUri))).status).toBe(200)
    await post(world, request.response_uri, { error: 'access_denied', state: request.state })
    expect((await world.openid.handle(new Request(requestUri))).status).toBe(404)
  })

  test.each([0, 601, Number.NaN, -1, 0.5])(
    'does not last for %p seconds',
    async (lifetimeSeconds) => {
      await expect(createWorld({ verifier: { lifetimeSeconds } })).rejects.toMatchObject({
        code: 'openid_options_invalid',
        place: 'lifetimeSeconds',
      })
    },
  )

  test.each(['http://clinic.example', 'https://clinic.example/', 'https://clinic.example/x?y'])(
    'is not reached at %p',
    async (baseUrl) => {
      await expect(createWorld({ verifier: { baseUrl } })).rejects.toMatchObject({
        place: 'baseUrl',
      })
    },
  )

  test('is unknown, and nothing is accepted, while the store gives no answer', async () => {
    for (const [name, broken] of [
      ['insert', async () => undefined as never],
      ['insert', async () => false],
      ['find', async () => ({}) as never],
      ['find', async () => Promise.reject(new Error('a name and a password'))],
      ['replace', async () => undefined as never],
      ['replace', async () => false],
      ['remove', async () => undefined as never],
    ] as const) {
      const sessions = createMemorySessionStore()
      const world = await createWorld({ verifier: { encrypted: false, sessions } })
      const failed = { code: 'openid_store_failed', outcome: 'unknown' }
      if (name === 'insert') {
        sessions.insert = broken
        await expect(world.openid.ask(nameOnly, other)).rejects.toMatchObject(failed)
        continue
      }
      const { session, request } = await askPlainly(world)
      const vp_token = JSON.stringify({ licence: [await show(world, request)] })
      const form = { vp_token, state: request.state }
      if (name !== 'remove') Object.assign(sessions, { [name]: broken })
      const response = await post(world, request.response_uri, form)
      if (name === 'remove') {
        expect(response.status).toBe(200)
        sessions.remove = broken
      } else {
        expect([response.status, await codeOf(response)]).toEqual([503, failed.code])
      }
      if (name !== 'replace') {
        await expect(world.openid.collect(session)).rejects.toMatchObject(failed)
      }
    }
  })

  test('in memory is not taken on beyond the limit, and makes room as others end', async () => {
    const sessions = createMemorySessionStore({ maxEntries: 1 })
    const world = await createWorld({ verifier: { sessions } })
    await world.openid.ask(nameOnly, other)
    await expect(world.openid.ask(nameOnly, other)).rejects.toMatchObject({
      code: 'openid_store_failed',
    })
    world.after(300)
    await expect(world.openid.ask(nameOnly, other)).resolves.toBeDefined()
  })

  test('that somebody has written to is judged anew', async () => {
    const world = await createWorld({ ...plain, types: [] })
    const { session, request } = await askPlainly(world)
    const vp_token = JSON.stringify({ licence: [await show(world, request)] })
    await post(world, request.response_uri, { vp_token, state: request.state })
    const [id = ''] = session.split('.')
    const stored = await world.sessions.find(id)
    if (stored === undefined) throw new Error('no session')
    const content = JSON.parse(stored.content)
    const more = await show(world, request, ['name', 'registration'])
    content.answer.presentations = { licence: [more] }
    const changed = { ...stored, version: stored.version + 1, content: JSON.stringify(content) }
    expect(await world.sessions.replace(changed)).toBe(true)
    await expect(world.openid.collect(session)).rejects.toMatchObject({
      code: 'openid_answer_unrequested',
    })
  })

  test('is served by all processes that share its store', async () => {
    const sessions = createMemorySessionStore()
    const world = await createWorld({ verifier: { sessions } })
    const elsewhere = createOpenIdVerifier({
      verifier: world.verifier,
      client: { prefix: 'decentralized_identifier', signer: world.clinic },
      baseUrl: 'https://clinic.example/openid',
      sessions,
    })
    const { session, link } = await world.openid.ask(nameOnly, other)
    const fetch: Fetch = (url, init) => elsewhere.handle(new Request(url, init))
    const request = await world.open(link, { fetch })
    await presentTo(request, { chosen: firstOf(request) })
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'presented' })
    await expect(elsewhere.collect(session)).rejects.toMatchObject({
      code: 'openid_session_unknown',
    })
  })
})
