import { connect } from 'node:net'
import { systemClock } from '@fidecura/base'
import { generateSigner, signJws } from '@fidecura/identity'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { begin, linkIn } from '../../packages/bridge/test/world.ts'
import { createPortalWorld, type PortalWorld, record } from './portal-world.ts'
import {
  chosenOf,
  createBrowser,
  declineRequest,
  linkOn,
  openLink,
  presentTo,
  signedConsent,
  signInAt,
  submit,
} from './wallet.ts'

let world: PortalWorld
beforeAll(async () => {
  world = await createPortalWorld()
})
afterAll(() => world.close())

const textOf = async (path: string, browser: ReturnType<typeof createBrowser>) =>
  await (await browser.go(`${world.origin}${path}`)).text()

/** Of the line that was logged last. */
const lastCode = () => world.logged.at(-1)?.split(' ').at(-1)

/** A sign-in at another platform of the same bridge, as far as the bridge is asked to end it. */
async function signInAtLaboratory(): Promise<void> {
  const place = { origin: world.bridgeOrigin, redirectUri: `${world.origin}/signed-in` }
  const { url, finish } = await begin(place, { platform: 'laboratory' })
  const browser = createBrowser()
  const page = await browser.follow(url)
  const asked = await (await browser.follow(`${page.url}/ask`, { device: 'same' })).text()
  const request = await openLink(world, linkIn(asked), await world.patient('R-55', 55))
  const { redirectTo = '' } = await presentTo(request, { chosen: chosenOf(request) })
  await finish((await browser.follow(redirectTo)).headers.get('location') ?? '')
}

describe('signing in', () => {
  test('shows a patient what was proven, and how', async () => {
    const text = await textOf('/me', await signInAt(world, await world.patient()))
    for (const part of [
      'Hello, Pat Example',
      record.value,
      'Riverside Hospital',
      'in this device',
    ]) {
      expect(text).toContain(part)
    }
    expect(text).toContain('urn:fidecura:acr:same-device:1')
  })

  test('shows a health professional where they work, and by which licence', async () => {
    const browser = await signInAt(world, await world.doctor(), { as: 'practitioner' })
    const text = await textOf('/me', browser)
    for (const part of ['Dr Ada Example', 'Cardiology', 'Physician', 'L-1', 'Active']) {
      expect(text).toContain(part)
    }
    expect(text).not.toContain('href="/consent"')
    const language = { 'accept-language': 'zh-CN' }
    const chinese = await (await browser.go(`${world.origin}/me`, undefined, language)).text()
    for (const part of ['执业类别', '医师 (309343006, SNOMED CT)', '执业状态', '正常']) {
      expect(chinese).toContain(part)
    }
    expect(chinese).not.toMatch(/Physician|Active/)
  })

  test('takes the answer only of the browser that began', async () => {
    const [began, other] = [createBrowser(), createBrowser()]
    const signedIn = await signInAt(world, await world.patient())
    const begin = async (browser: typeof began) =>
      new URL(
        (await submit(world, browser, '/sign-in', { as: 'patient' })).headers.get('location') ?? '',
      )
    const [mine, theirs] = [await begin(began), await begin(other)]
    // The answer to what another browser began, and to nothing that was.
    for (const [browser, state, reason] of [
      [began, theirs.searchParams.get('state'), 'OAUTH_INVALID_RESPONSE'],
      [createBrowser(), mine.searchParams.get('state'), 'not_begun'],
      [signedIn, mine.searchParams.get('state'), 'not_begun'],
    ] as const) {
      const back = `${world.origin}/signed-in?code=a-code&state=${state}&iss=${world.bridgeOrigin}`
      const answer = await browser.go(back)
      expect(answer.status).toBe(400)
      const text = await answer.text()
      expect(text).toContain('sign_in_failed')
      expect(text).toContain(reason)
    }
    expect(await textOf('/', other)).not.toContain('To my page')
  })

  test('takes no ID token that was made for another platform', async () => {
    const browser = createBrowser()
    const begun = await submit(world, browser, '/sign-in', { as: 'patient' })
    const wanted = new URL(begun.headers.get('location') ?? '').searchParams
    // The same person, the same nonce: but they wished to sign in at the laboratory.
    const redirectUri = `${world.origin}/signed-in`
    const elsewhere = { platform: 'laboratory', nonce: wanted.get('nonce') ?? '' }
    const place = { origin: world.bridgeOrigin, redirectUri }
    const { url, config, finish } = await begin(place, elsewhere)
    const other = createBrowser()
    const page = await other.follow(url)
    const asked = await (await other.follow(`${page.url}/ask`, { device: 'same' })).text()
    const request = await openLink(world, linkIn(asked), await world.patient())
    const { redirectTo = '' } = await presentTo(request, { chosen: chosenOf(request) })
    const back = (await other.follow(redirectTo)).headers.get('location') ?? ''
    // Whoever stands between the portal and the provider hands it the tokens of the laboratory.
    const { fetch } = globalThis
    const endpoint = String(config.serverMetadata().token_endpoint)
    let tokens = ''
    globalThis.fetch = async (input, init) => {
      if (String(input) !== endpoint) return await fetch(input, init)
      if (tokens === '') tokens = await (await fetch(input, init)).text()
      return new Response(tokens, { headers: { 'content-type': 'application/json' } })
    }
    try {
      // It has not this nonce: who has it is the portal.
      await expect(finish(back)).rejects.toMatchObject({
        code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
      })
      const state = wanted.get('state') ?? ''
      const query = new URLSearchParams({ code: 'x', state, iss: world.bridgeOrigin })
      const answer = await browser.go(`${redirectUri}?${query}`)
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('OAUTH_JWT_CLAIM_COMPARISON_FAILED')
    } finally {
      globalThis.fetch = fetch
    }
  })

  test('gives whoever signs in a new name for their visit', async () => {
    const browser = createBrowser()
    const visit = () => browser.jar.get(`${world.origin} portal`)?.value
    let before: string | undefined
    await signInAt(world, await world.patient(), {}, browser, () => {
      before = visit()
    })
    expect(before).toBeDefined()
    expect(visit()).not.toBe(before)
  })
})

describe('back-channel logout', () => {
  test('signs out at once whose proof was suspended, and says so, and nobody else', async () => {
    const gone = await signInAt(world, await world.patient('R-51', 51))
    const stays = await signInAt(world, await world.patient('R-52', 52))
    world.state.suspended.push(51)
    world.state.ahead += 2
    await world.bridge.sweep()
    expect(await textOf('/me', gone)).toContain('You are signed out')
    expect(await textOf('/me', gone)).not.toContain('Pat Example')
    expect(await textOf('/consent', gone)).toContain('You are signed out')
    // From there they may begin anew.
    expect(await textOf('/', gone)).toContain('Sign in as a patient')
    expect(await textOf('/me', stays)).toContain('Hello, Pat Example')
    world.state.suspended.length = 0
  })

  test('ends nothing that began after it, when it is brought once more', async () => {
    const held = await world.patient('R-54', 54)
    await signInAt(world, held)
    world.state.suspended.push(54)
    world.state.ahead += 2
    await world.bridge.sweep()
    const token = world.told.at(-1) ?? ''
    world.state.suspended.length = 0
    world.state.ahead += 2
    // The provider dates its tokens by its own clock, and in one second nobody can tell which came first.
    const second = systemClock()
    while (systemClock() < second + 1) await new Promise((resolve) => setTimeout(resolve, 50))
    const again = await signInAt(world, held)
    const body = new URLSearchParams({ logout_token: token })
    const answer = await fetch(`${world.origin}/signed-out`, { method: 'POST', body })
    expect(answer.status).toBe(200)
    expect(await textOf('/me', again)).toContain('Hello, Pat Example')
  })

  test('ends what began before it also where the clock of the portal is ahead', async () => {
    world.state.ahead += 30
    const gone = await signInAt(world, await world.patient('R-57', 57))
    world.state.suspended.push(57)
    world.state.ahead += 2
    await world.bridge.sweep()
    expect(await textOf('/me', gone)).toContain('You are signed out')
    world.state.suspended.length = 0
    await world.portal.renewTrust()
  })

  test('is not believed that was made for another platform', async () => {
    await signInAtLaboratory()
    world.state.suspended.push(55)
    world.state.ahead += 2
    const before = world.told.length
    await expect(world.bridge.sweep()).resolves.toMatchObject({ untold: 1 })
    expect(world.told.length).toBe(before + 1)
    expect(lastCode()).toBe('logout_untrusted')
    world.state.suspended.length = 0
  })

  test.each([
    ['signed by somebody else', {}],
    ['that is no token', undefined],
  ])('is not believed %s', async (_, claims) => {
    const browser = await signInAt(world, await world.patient('R-53', 53))
    const [, subject = ''] = /<code>([\w-]{32})<\/code>/.exec(await textOf('/me', browser)) ?? []
    expect(subject).not.toBe('')
    const now = systemClock()
    const forged = await signJws(
      {
        ...{ iss: world.bridgeOrigin, aud: 'clinic', sub: subject, iat: now, jti: '1' },
        ...{ exp: now + 120, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
      },
      { signer: await generateSigner(), typ: 'logout+jwt' },
    )
    const body = new URLSearchParams({ logout_token: claims === undefined ? 'x' : forged })
    const answer = await fetch(`${world.origin}/signed-out`, { method: 'POST', body })
    expect(answer.status).toBe(400)
    expect(await textOf('/me', browser)).toContain('Hello, Pat Example')
  })
})

describe('a consent', () => {
  // The clock is ahead of the bundle by what the tests before have made of it.
  beforeEach(() => world.portal.renewTrust())

  const asked = async (held: Awaited<ReturnType<PortalWorld['patient']>>, device = 'same') => {
    const browser = await signInAt(world, held)
    await submit(world, browser, '/consent', { device })
    const request = await openLink(world, await linkOn(world, browser, '/consent'), held)
    return { browser, request }
  }

  test('counts as agreed to in full where everything was signed', async () => {
    const held = await world.patient()
    const { browser, request } = await asked(held)
    expect(request.asker).toMatchObject({ kind: 'did' })
    const answers = [await signedConsent(world, request, held)]
    const { redirectTo = '' } = await presentTo(request, { chosen: chosenOf(request), answers })
    const text = await (await browser.follow(redirectTo)).text()
    expect(text).toContain('<h1>You agreed</h1>')
    expect(text.match(/class="in"/g)).toHaveLength(3)
    // With the same code once more it stays as it is; the code is worth nothing elsewhere.
    expect(await (await browser.follow(redirectTo)).text()).toContain('<h1>You agreed</h1>')
    const theirs = await world.patient('R-61', 61)
    const other = await asked(theirs)
    const signed = [await signedConsent(world, other.request, theirs, { number: 'R-61' })]
    const own = await presentTo(other.request, { chosen: chosenOf(other.request), answers: signed })
    expect((await other.browser.follow(redirectTo)).status).toBe(400)
    expect(await textOf('/consent', other.browser)).not.toContain('<h1>You agreed</h1>')
    expect(await (await other.browser.follow(own.redirectTo ?? '')).text()).toContain(
      '<h1>You agreed</h1>',
    )
  })

  test('shows what was taken out, and says no where no was said', async () => {
    const held = await world.patient()
    const { browser, request } = await asked(held)
    const answers = [await signedConsent(world, request, held, { keep: ['Observation'] })]
    const { redirectTo = '' } = await presentTo(request, { chosen: chosenOf(request), answers })
    const text = await (await browser.follow(redirectTo)).text()
    expect(text).toContain('<h1>You agreed to part of it</h1>')
    expect(text.match(/class="out"/g)).toHaveLength(2)
    await submit(world, browser, '/consent', { device: 'same' })
    const again = await openLink(world, await linkOn(world, browser, '/consent'), held)
    const said = await declineRequest(again)
    expect(await (await browser.follow(said.redirectTo ?? '')).text()).toContain('You said no')
  })

  test('comes from another device to the page that waits', async () => {
    const held = await world.patient()
    const { browser, request } = await asked(held, 'other')
    const version = async () => JSON.parse(await textOf('/state', browser)).version
    const before = await version()
    await presentTo(request, {
      chosen: chosenOf(request),
      answers: [await signedConsent(world, request, held)],
    })
    expect(await version()).toBeGreaterThan(before)
    expect(await textOf('/consent', browser)).toContain('<h1>You agreed</h1>')
  })

  test('does not count without a signature, or of somebody else than who is signed in', async () => {
    const held = await world.patient()
    const bare = await asked(held)
    const shown = await presentTo(bare.request, { chosen: chosenOf(bare.request) })
    const text = await (await bare.browser.follow(shown.redirectTo ?? '')).text()
    expect(text).toContain('consent_missing')

    const somebody = await world.patient('R-62', 62)
    const { browser } = await asked(held, 'other')
    const request = await openLink(world, await linkOn(world, browser, '/consent'), somebody)
    const answers = [await signedConsent(world, request, somebody, { number: 'R-62' })]
    await presentTo(request, { chosen: chosenOf(request), answers })
    await textOf('/state', browser)
    expect(await textOf('/consent', browser)).toContain('consent_of_another')
  })

  test('is not a consent of another request', async () => {
    const held = await world.patient()
    const [one, two] = [await asked(held), await asked(held)]
    const { answer } = await signedConsent(world, one.request, held)
    const [transaction] = two.request.transactions
    if (transaction === undefined) throw new Error('nothing is asked')
    const chosen = chosenOf(two.request)
    const shown = await presentTo(two.request, { chosen, answers: [{ transaction, answer }] })
    const text = await (await two.browser.follow(shown.redirectTo ?? '')).text()
    expect(text).toContain('request_answer_mismatch')
  })

  test('is not asked of who signed in with another device, or long ago', async () => {
    const held = await world.patient()
    const elsewhere = await signInAt(world, held, { device: 'other' })
    expect(await textOf('/me', elsewhere)).toContain('urn:fidecura:acr:cross-device:1')
    const here = await signInAt(world, held)
    world.state.ahead += 301
    for (const browser of [elsewhere, here]) {
      const answer = await submit(world, browser, '/consent', { device: 'same' })
      expect(await answer.text()).toContain('Please sign in anew')
      expect(lastCode()).toBe('sign_in_not_enough')
      expect(await textOf('/consent', browser)).toContain('Please sign in anew')
    }
  })
})

describe('the door', () => {
  const shown = async (held: Awaited<ReturnType<PortalWorld['doctor']>>) => {
    const browser = createBrowser()
    await submit(world, browser, '/door')
    const request = await openLink(world, await linkOn(world, browser, '/door'), held)
    return { browser, request, present: () => presentTo(request, { chosen: chosenOf(request) }) }
  }
  const reportIn = async (browser: ReturnType<typeof createBrowser>) => {
    await textOf('/state', browser)
    const text = await textOf('/door', browser)
    const rows = [...text.matchAll(/<li class="(\w+)"><span>[^<]*<code>(\w+)<\/code>/g)]
    return { text, rows: rows.map(([, outcome, check]) => `${check} ${outcome}`) }
  }

  test('shows every check of role, licence and presentation, and what it said', async () => {
    await world.later()
    const { browser, present } = await shown(await world.doctor())
    await present()
    const { text, rows } = await reportIn(browser)
    expect(text).toContain('<h1>Everything holds</h1>')
    expect(rows).toHaveLength(10 + 10 + 5)
    expect(rows.every((row) => row.endsWith(' passed'))).toBe(true)
    expect(text).toContain('Dr Ada Example')
  })

  test('says which check fails of a suspended doctor, in words, with its code', async () => {
    await world.later()
    world.state.suspended.push(71)
    await world.later()
    const { browser, present } = await shown(await world.doctor(71))
    await expect(present()).rejects.toMatchObject({ code: 'openid_refused' })
    const { text, rows } = await reportIn(browser)
    expect(text).toContain('<h1>Do not rely on this</h1>')
    expect(text).toContain('The hospital has suspended it <code>status_suspended</code>')
    expect(rows).toContain('status failed')
    expect(rows).toContain('signature passed')
    expect(text).toContain('It is not proven')
    world.state.suspended.length = 0
    // The wallet may try again, for the code is good for five minutes.
    await world.later()
    await present()
    expect((await reportIn(browser)).text).toContain('<h1>Everything holds</h1>')
  })

  test('says what has expired since the wallet looked', async () => {
    const { browser, present } = await shown(await world.doctor(81, world.state.ahead + 60))
    await world.later(90)
    await expect(present()).rejects.toMatchObject({ code: 'openid_refused' })
    const { text, rows } = await reportIn(browser)
    expect(text).toContain('<h1>Do not rely on this</h1>')
    expect(text).toContain('It has expired <code>credential_expired</code>')
    expect(rows).toContain('period failed')
  })

  test('says of what nobody could find out that it is unknown', async () => {
    const { browser, present } = await shown(await world.doctor(91))
    world.state.isReachable = false
    await world.later()
    await expect(present()).rejects.toMatchObject({ outcome: 'unknown' })
    const { text, rows } = await reportIn(browser)
    expect(text).toContain('<h1>This cannot be said now</h1>')
    expect(rows).toContain('status unknown')
    world.state.isReachable = true
    await world.portal.renewTrust()
  })

  test('tells one browser nothing of what another has asked', async () => {
    const { browser, present } = await shown(await world.doctor())
    await present()
    const other = createBrowser()
    await submit(world, other, '/door')
    expect((await reportIn(other)).text).not.toContain('Dr Ada Example')
    expect((await reportIn(browser)).text).toContain('Dr Ada Example')
  })
})

describe('the portal', () => {
  test('answers on after a request that is none of the web', async () => {
    const { hostname, port } = new URL(world.origin)
    const socket = connect(Number(port), hostname)
    // Refused, it may be broken off.
    socket.on('error', () => undefined)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.end('TRACE / HTTP/1.1\r\nhost: x\r\n\r\n').resume()
    await closed
    expect((await fetch(`${world.origin}/`)).status).toBe(200)
  })

  test('takes forms of its own pages alone', async () => {
    const browser = await signInAt(world, await world.patient())
    for (const origin of ['https://evil.example', 'null', '']) {
      const headers = origin === '' ? {} : { origin }
      const answer = await browser.go(`${world.origin}/sign-out`, { x: '1' }, headers)
      expect(answer.status).toBe(403)
      expect(lastCode()).toBe('form_foreign')
    }
    expect(await textOf('/me', browser)).toContain('Hello')
  })

  test('has one cookie that no script reads and no other site sends, and a strict policy', async () => {
    const answer = await submit(world, createBrowser(), '/door')
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^portal=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
    const page = await fetch(`${world.origin}/`)
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'",
    )
    expect(policy).toContain(`form-action 'self' ${world.bridgeOrigin}`)
    expect(await page.text()).not.toMatch(/<script>|\sstyle=|\son\w+="/)
  })

  test('has told its log codes and nothing of anybody', () => {
    expect(world.logged.length).toBeGreaterThan(0)
    for (const line of world.logged) expect(line).toMatch(/^(?:GET|POST|trust) ?\S* [a-z_]+$/)
  })
})
