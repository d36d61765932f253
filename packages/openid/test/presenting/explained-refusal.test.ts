import { presentationChecks } from '@fidecura/credentials'
import { presentTo } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { askPlainly, createWorld, firstOf, nameOnly, other, post, show } from './world.ts'

const explained = { ...other, explain: true } as const

/** @returns Of each check of a credential that does not hold, what it says. */
function problemsOf(answer: unknown) {
  const { report } = answer as {
    readonly report?: { readonly credentials: readonly { readonly checks: readonly object[] }[] }
  }
  return report?.credentials.flatMap(({ checks }) =>
    checks.filter((each) => !('outcome' in each && each.outcome === 'passed')),
  )
}

describe('a refused answer', () => {
  test('is explained check by check to who asked, where they have asked for that', async () => {
    const world = await createWorld({ revoked: [4711] })
    const { session, link } = await world.openid.ask(nameOnly, explained)
    const request = await world.open(link)
    await expect(presentTo(request, { chosen: firstOf(request) })).rejects.toMatchObject({
      code: 'openid_refused',
    })
    const answer = await world.openid.collect(session)
    expect(answer).toMatchObject({ kind: 'waiting', refused: 'status_revoked' })
    expect(answer).toMatchObject({ report: { verdict: 'failed', credentials: [{}] } })
    expect(problemsOf(answer)).toEqual([
      { check: 'status', outcome: 'failed', code: 'status_revoked' },
    ])
  })

  test('is unknown in the report where nobody tells the status', async () => {
    const world = await createWorld({ unreachable: true })
    const { session, link } = await world.openid.ask(nameOnly, explained)
    const request = await world.open(link)
    await expect(presentTo(request, { chosen: firstOf(request) })).rejects.toMatchObject({
      code: 'openid_server_failed',
      outcome: 'unknown',
    })
    const answer = await world.openid.collect(session)
    expect(answer).toMatchObject({ report: { verdict: 'unknown' } })
    expect(problemsOf(answer)).toMatchObject([{ check: 'status', outcome: 'unknown' }])
  })

  test('may be followed by one that holds', async () => {
    const world = await createWorld({ revoked: [4711] })
    const { session, link } = await world.openid.ask(nameOnly, explained)
    const request = await world.open(link)
    const showing = { chosen: firstOf(request) }
    await expect(presentTo(request, showing)).rejects.toMatchObject({ code: 'openid_refused' })
    world.state.revoked.length = 0
    // Older than the verifier keeps a list.
    world.after(61)
    await presentTo(request, showing)
    const answer = await world.openid.collect(session)
    expect(answer).toMatchObject({ kind: 'presented', report: { verdict: 'passed' } })
    // Every check, and that its nonce was not used before among them.
    expect(problemsOf(answer)).toEqual([])
    if (answer.kind !== 'presented') throw new Error('not presented')
    const checks = answer.report?.checks.map(({ check, outcome }) => `${check} ${outcome}`)
    expect(checks).toEqual(presentationChecks.map((check) => `${check} passed`))
  })

  test('leaves nothing behind unless that was asked for', async () => {
    const world = await createWorld({ revoked: [4711] })
    const { session, link } = await world.openid.ask(nameOnly, other)
    const request = await world.open(link)
    await expect(presentTo(request, { chosen: firstOf(request) })).rejects.toThrow()
    expect(await world.openid.collect(session)).toMatchObject({ report: undefined })
    const [id = ''] = session.split('.')
    expect((await world.sessions.find(id))?.content).not.toContain(world.licence.slice(0, 40))
  })

  test('is not kept where it is longer than what wallets hold, for anybody may post it', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { session, request } = await askPlainly(world, nameOnly, explained)
    const [id = ''] = session.split('.')
    const refusedWith = async (length: number): Promise<number> => {
      const [jwt = '', ...rest] = (await show(world, request, ['name'])).split('~')
      const [head = '', payload = '', signature = ''] = jwt.split('.')
      const wrong = [head, payload, signature.padEnd(length, 'A')].join('.')
      const form = { vp_token: JSON.stringify({ licence: [[wrong, ...rest].join('~')] }) }
      await post(world, request.response_uri, { ...form, state: request.state })
      return (await world.sessions.find(id))?.content.length ?? 0
    }
    expect(await refusedWith(1000)).toBeGreaterThan(2000)
    expect(await refusedWith(70_000)).toBeLessThan(60_000)
    expect(await world.openid.collect(session)).toMatchObject({
      ...{ kind: 'waiting', refused: expect.any(String), report: undefined },
    })
  })

  test('has no report where it was not what was asked for', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { session, request } = await askPlainly(world, nameOnly, explained)
    const token = await show(world, request, ['name', 'regulator'])
    const form = { vp_token: JSON.stringify({ licence: [token] }), state: request.state }
    await post(world, request.response_uri, form)
    const answer = await world.openid.collect(session)
    expect(answer).toMatchObject({ refused: 'openid_answer_unrequested', report: undefined })
  })
})
