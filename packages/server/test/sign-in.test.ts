import { proveSignIn } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createPerson, createWorld, door, origin, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

describe('signing in', () => {
  test('begins a session of a bare holder', async () => {
    const person = await createPerson(world)
    const { as, session, expiresAt } = await person.signIn()
    expect(as).toEqual({ did: person.signer.did, records: [] })
    expect(session).toMatch(/^[\w-]{43}$/)
    expect(expiresAt).toBe(world.clock.now() + 8 * 3600)
    expect(await person.client.session()).toEqual(as)
  })

  test('needs a session, and says so', async () => {
    const person = await createPerson(world)
    const missing = { code: 'session_missing', status: 401 }
    await expect(person.client.session()).rejects.toMatchObject(missing)
  })

  test('takes an answer once', async () => {
    const { signer, client } = await createPerson(world)
    const challenge = await client.challenge()
    const { audience } = challenge
    const now = world.clock.now()
    const proof = await proveSignIn(challenge, { origin, audience, signer, now, ...door })
    await client.signIn({ proof })
    await expect(client.signIn({ proof })).rejects.toMatchObject({ code: 'challenge_unknown' })
  })

  test('refuses the answer to a challenge of another hospital', async () => {
    const { signer, client } = await createPerson(world)
    const elsewhere = await createPerson(world, { tenant: 'hillside' })
    const challenge = await elsewhere.client.challenge()
    const { audience } = challenge
    const now = world.clock.now()
    const proof = await proveSignIn(challenge, { origin, audience, signer, now, ...door })
    await expect(client.signIn({ proof })).rejects.toMatchObject({ code: 'challenge_unknown' })
  })

  test('ends after a quarter of an hour without a request, and after eight hours in any case', async () => {
    const person = await createPerson(world)
    await person.signIn()
    world.advance(14 * 60)
    await person.client.session()
    world.advance(14 * 60)
    await person.client.session()
    world.advance(15 * 60)
    const missing = { code: 'session_missing' }
    await expect(person.client.session()).rejects.toMatchObject(missing)
    await person.signIn()
    for (let minutes = 0; minutes < 8 * 60 - 10; minutes += 10) {
      world.advance(600)
      await person.client.session()
    }
    world.advance(600)
    await expect(person.client.session()).rejects.toMatchObject(missing)
  })

  test('ends when whoever is signed in says so', async () => {
    const person = await createPerson(world)
    await person.signIn()
    await person.client.signOut()
    await expect(person.client.session()).rejects.toMatchObject({ code: 'session_missing' })
  })

  test('keeps no session that a stolen file would open', async () => {
    const person = await createPerson(world)
    const { session } = await person.signIn()
    const { documents } = world.hospital().store
    const kept = await documents.list('session', { limit: 100, now: world.clock.now() })
    expect(kept.length).toBeGreaterThan(0)
    expect(JSON.stringify(kept)).not.toContain(session)
  })

  test('is of one hospital: the session of another opens nothing', async () => {
    const there = await createPerson(world, { tenant: 'hillside' })
    await there.signIn()
    const here = new Request(`${origin}/riverside/api/v1/session`, {
      headers: { authorization: `Bearer ${there.session()}` },
    })
    expect((await world.handle(here, '192.0.2.1')).status).toBe(401)
  })
})
