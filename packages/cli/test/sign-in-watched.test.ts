import { fingerprintsOf, rotateKeys } from '@fidecura/bridge'
import { generateSigner, IdentityError } from '@fidecura/identity'
import { createMetrics, createRequestLog, type SeenRequest } from '@fidecura/server'
import { afterEach, describe, expect, test } from '@jest/globals'
import { comesTrue } from '../../../test/apps/comes-true.ts'
import { lookAtSignIn } from '../src/sign-in/look-at-sign-ins.ts'
import { serveSignIns } from '../src/sign-in/serve-sign-ins.ts'
import { signInSecretOf } from '../src/sign-in/sign-in-secret.ts'
import { closeAll, createWorld, open, patient, signIn } from './sign-in-world.ts'

afterEach(closeAll)

/** The bridge of a hospital, as `fidecura serve` has it listen. */
async function watched() {
  const world = await createWorld()
  const { first, bridgeAt, clock } = world
  const seen: SeenRequest[] = []
  const lines: string[] = []
  const logged = createRequestLog(clock, (line) => lines.push(line))
  const port = Number(new URL(bridgeAt.origin).port)
  await bridgeAt.close()
  const served = await serveSignIns([{ ...first, address: { host: '127.0.0.1', port } }], {
    ...{ clock, isBehindProxy: false, rateLimits: undefined, log: () => undefined },
    observe(one) {
      seen.push(one)
      logged(one)
    },
  })
  open.push(() => served.close())
  return { ...world, served, seen, lines, port }
}

describe('the bridge of a hospital, watched', () => {
  test('is a line and a count for each request, and nothing of whom it was about', async () => {
    const world = await watched()
    const pat = await patient(world, 'R-1')
    const { location, tokens, request } = await signIn(world, pat.held)
    const { origin } = world.bridgeAt
    const canary = await fetch(`${origin}/canary-7f3a/x?code=canary-7f3a`, { method: 'PUT' })
    expect(canary.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/)
    await fetch(`${origin}/interaction/canary-7f3a`)
    await fetch(`${origin}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: 'clinic', code: 'canary-7f3a' },
        ...{ redirect_uri: world.world.redirectUri, code_verifier: 'x'.repeat(43) },
      }),
    })
    const found = () =>
      world.seen.map(({ method, route, status, code }) => [method, route, status, code])
    // Each is counted once its answer has left, which is after it has come.
    await comesTrue(async () => expect(found().at(-1)).toContain('invalid_grant'))
    for (const one of world.seen) expect(one).toMatchObject({ tenant: 'riverside' })
    for (const each of [
      ['GET', 'sign-in/discovery', 200, undefined],
      ['GET', 'sign-in/authorize', 303, undefined],
      ['GET', 'sign-in/page', 200, undefined],
      ['POST', 'sign-in/ask', 200, undefined],
      ['POST', 'sign-in/wallet', 200, undefined],
      ['GET', 'sign-in/return', 303, undefined],
      ['POST', 'sign-in/token', 200, undefined],
      ['PUT', 'sign-in/other', 404, undefined],
      ['GET', 'sign-in/page', 400, 'invalid_request'],
      ['POST', 'sign-in/token', 400, 'invalid_grant'],
    ]) {
      expect(found()).toContainEqual(each)
    }
    const metrics = createMetrics()
    for (const one of world.seen) metrics.observe(one)
    const text = metrics.text([])
    expect(text).toContain(
      'fidecura_request_seconds_count{tenant="riverside",route="sign-in/token"} 2',
    )
    const said = [text, ...world.lines].join('')
    expect(said).not.toMatch(/canary|127\.0\.0|did:|Pat |R-1|clinic/)
    const code = new URL(location).searchParams.get('code') ?? ''
    for (const secret of [
      code,
      tokens.access_token,
      request.queries[0]?.candidates[0] && pat.held[0]?.token,
    ]) {
      expect(said).not.toContain(secret)
    }
  })

  test('is ready as long as its key signs, both keys are those of the store, and somebody listens', async () => {
    const world = await watched()
    const { served, first, port, hospital, keys, clock } = world
    await expect(served.look('riverside')).resolves.toBeUndefined()
    await expect(served.look('hillside')).resolves.toBeUndefined()
    const bridge = {
      ...first.bridge,
      check: () => Promise.reject(new IdentityError('signer_failed', 'Gone')),
    }
    const at = { hospital: 'riverside', host: '127.0.0.1', port }
    await expect(lookAtSignIn([{ ...at, bridge }], 'riverside')).rejects.toMatchObject({
      code: 'signer_failed',
    })
    const { documents } = hospital.store
    const next = await generateSigner({ algorithm: 'ES256' })
    const secret = await signInSecretOf(keys['sign-in-secret'])
    const own = await fingerprintsOf(keys['sign-in'].publicKey, secret)
    await rotateKeys(documents, await fingerprintsOf(next.publicKey, secret), {
      changing: 'signer',
      now: clock(),
    })
    await expect(served.look('riverside')).rejects.toMatchObject({
      code: 'bridge_keys_differ',
      place: 'signer',
    })
    await rotateKeys(documents, own, { changing: 'signer', now: clock() })
    await expect(served.look('riverside')).resolves.toBeUndefined()
    await served.close()
    await expect(served.look('riverside')).rejects.toMatchObject({ code: 'listen_failed' })
  })

  test('takes other keys only where they are changed, and one at a time', async () => {
    const { hospital, keys, clock } = await createWorld()
    const secret = await signInSecretOf(keys['sign-in-secret'])
    const next = await generateSigner({ algorithm: 'ES256' })
    const both = await fingerprintsOf(next.publicKey, new Uint8Array(32).fill(1))
    for (const [changing, place] of [
      ['signer', 'secret'],
      ['secret', 'signer'],
    ] as const) {
      const rotating = rotateKeys(hospital.store.documents, both, { changing, now: clock() })
      await expect(rotating).rejects.toMatchObject({ code: 'bridge_keys_differ', place })
    }
    const kept = await hospital.store.documents.find('bridge.keys', 'keys', clock())
    expect(kept?.body).toEqual(await fingerprintsOf(keys['sign-in'].publicKey, secret))
    expect(JSON.stringify(kept?.body)).not.toContain(Buffer.from(secret).toString('base64url'))
  })
})
