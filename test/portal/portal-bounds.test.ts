import { epochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { generateSigner, parseDid } from '@fidecura/identity'
import type { OpenIdVerifier } from '@fidecura/openid/verifier'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createAnswer } from '../../examples/clinic-portal/src/answer.ts'
import { listen } from '../../examples/clinic-portal/src/listen.ts'
import { createRateLimit } from '../../examples/clinic-portal/src/rate-limit.ts'
import type { SignIn } from '../../examples/clinic-portal/src/sign-in.ts'
import { createVisits, type Visits } from '../../examples/clinic-portal/src/visits.ts'
import { freePort } from '../free-port.ts'

/** What the portal refuses before anything of it is asked: without a hospital, a provider or a wallet. */

const origin = 'https://portal.clinic.example'
const clock = () => epochSeconds(1_800_000_000)
const person = { subject: 'reception', proven: {}, claims: {}, at: clock() }

let asked = 0
let visits: Visits
let answer: Awaited<ReturnType<typeof portal>>
async function portal() {
  const signer = await generateSigner({
    ...{ did: parseDid('did:web:portal.clinic.example'), fragment: 'key-1' },
  })
  const options = {
    ...{ name: 'Hillview Clinic', origin, signer, listen: { host: '127.0.0.1', port: 8080 } },
    signIn: { issuer: 'https://signin.hospital.example', clientId: 'clinic' },
    hospital: {
      ...{ did: parseDid('did:web:hospital.example'), name: 'Riverside', roots: [] },
      ...{ bundleUrl: 'https://hospital.example/bundle', bundleSigner: signer.publicKey },
    },
    ...{ accreditation: { accreditation: 'a.b.c' }, staff: ['reception'] },
  }
  const begun = {
    url: 'https://signin.hospital.example/auth',
    pending: { state: '', nonce: '', verifier: '' },
  }
  const openid = {
    ask: async () => ({ session: `s${++asked}`, link: 'openid4vp://?x', expiresAt: clock() }),
    collect: async () => ({ kind: 'waiting' }),
  } as unknown as OpenIdVerifier
  const signIn = { begin: async () => ({ ...begun, asked: ++asked }) } as unknown as SignIn
  return createAnswer(options, {
    ...{ ...options, clock, visits, openid, signIn, verifier: {} as Verifier },
    limit: createRateLimit(clock),
  })
}

beforeEach(async () => {
  asked = 0
  visits = createVisits(clock)
  answer = await portal()
})

const ask = (path: string, { visit = '', from = '192.0.2.1', method = 'POST' } = {}) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const headers = { origin, ...form, ...(visit && { cookie: `__Host-portal=${visit}` }) }
  return answer(new Request(`${origin}${path}`, { method, headers }), from)
}

describe('the door', () => {
  test('is asked by who is signed in and works there', async () => {
    const { id } = visits.enter(visits.open(), person)
    expect((await ask('/door', { visit: id })).headers.get('location')).toBe('/door')
    const page = await (await ask('/door', { visit: id, method: 'GET' })).text()
    expect(page).toContain('openid4vp://')
    expect(asked).toBe(1)
  })

  test.each([
    ['who is not signed in', undefined],
    ['who works elsewhere', { ...person, subject: 'R-4711' }],
  ])('is asked by nobody %s: no wallet is, and no visit begun', async (_, who) => {
    const { id } = who === undefined ? { id: '' } : visits.enter(visits.open(), who)
    const refusal = await ask('/door', { visit: id })
    expect(refusal.status).toBe(403)
    expect(await refusal.text()).toContain('reception_only')
    expect([asked, refusal.headers.getSetCookie()]).toEqual([0, []])
    const page = await (await ask('/door', { visit: id, method: 'GET' })).text()
    expect(page).not.toContain('action="/door"')
    expect(page).toContain(who === undefined ? 'action="/sign-in"' : who.subject)
  })
})

describe('what anybody may begin', () => {
  test.each(['/sign-in', '/door'])('is bounded by address at %s', async (path) => {
    const { id } = visits.enter(visits.open(), person)
    const visit = path === '/door' ? id : ''
    const statuses: number[] = []
    for (let n = 0; n < 61; n++) statuses.push((await ask(path, { visit })).status)
    expect([new Set(statuses.slice(0, 60)), statuses[60]]).toEqual([new Set([303]), 429])
    expect(asked).toBe(60)
    const last = await ask(path, { visit })
    expect(last.headers.get('retry-after')).toBe('1')
    expect(await last.text()).toContain('too_often')
    expect((await ask(path, { visit, from: '192.0.2.2' })).status).toBe(303)
    // Pages are for everybody.
    expect((await ask('/', { method: 'GET' })).status).toBe(200)
  })
})

describe('listen', () => {
  test.each([
    ['its own address, whatever it says', false, 'x, 192.0.2.9', '127.0.0.1'],
    ['what the web server in front has added last', true, '198.51.100.7, 192.0.2.9', '192.0.2.9'],
    ['its own address, where that is none', true, 'anything', '127.0.0.1'],
  ])('takes for who calls %s', async (_, behindProxy, forwarded, client) => {
    const port = await freePort()
    const seen: string[] = []
    const at = {
      origin: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port, behindProxy },
    }
    const stop = await listen(at, async (_request, from) => {
      seen.push(from)
      return new Response('yes')
    })
    try {
      await fetch(at.origin, { headers: { 'x-forwarded-for': forwarded } })
    } finally {
      await stop()
    }
    expect(seen).toEqual([client])
  })
})
