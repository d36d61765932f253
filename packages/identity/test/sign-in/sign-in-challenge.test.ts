import { allowLoopbackHttp } from '@fidecura/base'
import { expect, test } from '@jest/globals'
import {
  createSignInChallenge,
  generateSigner,
  proveSignIn,
  resolveDidKey,
  verifySignIn,
} from '../../src/index.ts'
import { after, newChallenge, noon, place } from './support.ts'

test('createSignInChallenge names place, nonce and time, and is open for five minutes', () => {
  const challenge = createSignInChallenge({ ...place, now: after(0.9) })
  expect(challenge).toEqual({
    version: 'urn:fidecura:sign-in-challenge:1',
    ...place,
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    issuedAt: noon,
    expiresAt: after(300),
  })
  expect(Object.isFrozen(challenge)).toBe(true)
})

test('createSignInChallenge never makes the same twice', () => {
  const nonces = Array.from({ length: 50 }, () => newChallenge().nonce)
  expect(new Set(nonces).size).toBe(50)
})

test.each([
  ['plain http', { origin: 'http://clinic.example' }, '/origin'],
  ['an origin with a path', { origin: 'https://clinic.example/' }, '/origin'],
  ['an origin in another spelling', { origin: 'https://Clinic.example' }, '/origin'],
  ['an origin with its usual port', { origin: 'https://clinic.example:443' }, '/origin'],
  ['an origin with credentials', { origin: 'https://a:b@clinic.example' }, '/origin'],
  ['an origin that is no URL', { origin: 'null' }, '/origin'],
  ['no audience', { audience: '' }, '/audience'],
  ['an audience with a line break', { audience: 'clinic\nlaboratory' }, '/audience'],
  ['an audience without end', { audience: 'a'.repeat(513) }, '/audience'],
  ['no time at all', { lifetimeSeconds: 0 }, '/expiresAt'],
  ['more than ten minutes', { lifetimeSeconds: 601 }, '/expiresAt'],
  ['half a second', { lifetimeSeconds: 1.5 }, '/expiresAt'],
  ['a clock that gives nothing', { now: Number.NaN as typeof noon }, '/issuedAt'],
  ['a clock before 1970', { now: -1 as typeof noon }, '/issuedAt'],
])('createSignInChallenge refuses %s', (_, wrong, at) => {
  expect(() => createSignInChallenge({ ...place, now: noon, ...wrong })).toThrow(
    expect.objectContaining({ code: 'sign_in_malformed', place: at }),
  )
})

test.each<[string, (challenge: Record<string, unknown>) => unknown, string]>([
  [
    'of another version',
    (it) => ({ ...it, version: 'urn:fidecura:sign-in-challenge:2' }),
    '/version',
  ],
  ['with a member too many', (it) => ({ ...it, redirect: 'https://evil.example' }), ''],
  ['with a member too few', ({ nonce, ...it }) => it, ''],
  ['with a nonce that can be guessed', (it) => ({ ...it, nonce: '1' }), '/nonce'],
  ['that is open for a day', (it) => ({ ...it, expiresAt: after(86_400) }), '/expiresAt'],
  ['that is text', (it) => JSON.stringify(it), ''],
  ['that is nothing', () => undefined, ''],
  ['that is a list', (it) => Object.values(it), ''],
])('proveSignIn refuses a challenge %s', async (_, alter, at) => {
  const signer = await generateSigner()
  const options = { ...place, signer, now: noon }
  await expect(proveSignIn(alter({ ...newChallenge() }), options)).rejects.toMatchObject({
    code: 'sign_in_malformed',
    place: at,
  })
})

test.each([
  ['another page passes on', { origin: 'https://evil.example' }, 'sign_in_origin_wrong'],
  ['is for another platform', { audience: 'urn:example:lab' }, 'sign_in_audience_wrong'],
  ['has expired to the second', { now: after(300) }, 'sign_in_expired'],
  ['is more than a minute ahead', { now: after(-61) }, 'sign_in_time_wrong'],
  ['meets a clock that gives nothing', { now: Number.NaN as typeof noon }, 'instant_malformed'],
])('proveSignIn does not sign a challenge that %s', async (_, wrong, code) => {
  const signer = await generateSigner()
  const asked: unknown[] = []
  const watched = {
    ...signer,
    sign: async (data: Uint8Array) => {
      asked.push(data)
      return signer.sign(data)
    },
  }
  const options = { ...place, signer: watched, now: noon, ...wrong }
  await expect(proveSignIn(newChallenge(), options)).rejects.toMatchObject({ code })
  expect(asked).toEqual([])
})

test.each([
  ['in its last second', 299],
  ['a minute before it was made, by the clock of the holder', -60],
])('proveSignIn signs a challenge %s', async (_, seconds) => {
  const options = { ...place, signer: await generateSigner(), now: after(seconds) }
  await expect(proveSignIn(newChallenge(), options)).resolves.toEqual(expect.any(String))
})

const loopback = 'http://localhost:8080'
const door = Object.freeze({ [allowLoopbackHttp]: [loopback] })

test('createSignInChallenge takes plain http on loopback through its door alone, and exactly', () => {
  const made = { ...place, origin: loopback, now: noon }
  expect(createSignInChallenge({ ...made, ...door })).toMatchObject({ origin: loopback })
  const refused = expect.objectContaining({ code: 'sign_in_malformed', place: '/origin' })
  expect(() => createSignInChallenge(made)).toThrow(refused)
  const other = { ...made, ...door, origin: 'http://localhost:8081' }
  expect(() => createSignInChallenge(other)).toThrow(refused)
})

test('a sign-in on loopback passes where both sides have the door', async () => {
  const [signer, at] = [await generateSigner(), { ...place, origin: loopback }]
  const challenge = createSignInChallenge({ ...at, ...door, now: noon })
  const proof = await proveSignIn(challenge, { ...at, ...door, signer, now: noon })
  const uses = { insert: async () => true }
  const options = { ...at, challenge, resolve: resolveDidKey, now: noon, uses }
  const code = 'sign_in_malformed'
  await expect(proveSignIn(challenge, { ...at, signer, now: noon })).rejects.toMatchObject({ code })
  await expect(verifySignIn(proof, options)).rejects.toMatchObject({ code })
  expect(await verifySignIn(proof, { ...options, ...door })).toMatchObject({ did: signer.did })
})
