import { deepFreeze } from '@fidecura/base'
import {
  assertCoSigned,
  coSignaturePurpose,
  createCoSignatureRequest,
  verifyCoSignature,
  verifyStatement,
} from '@fidecura/consent'
import { digestOf, thumbprintOf } from '@fidecura/identity'
import type * as passkeys from '@fidecura/identity/passkey'
import {
  createPasskeyRegistration,
  createPasskeyRequest,
  type PasskeyKey,
  type PasskeyRegistrationRequest,
  type PasskeyRequest,
  parsePasskeyRegistration,
  verifyPasskeyAssertion,
} from '@fidecura/identity/passkey'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { BrowserContext, CDPSession, Frame, Page } from 'playwright-core'
import { consentOf, createWorld, record } from '../packages/consent/test/statements/world.ts'
import {
  addAuthenticator,
  bundleForPage,
  newProfile,
  pageOfBundle,
  servePages,
  startChromium,
  withChromium,
} from './chromium.ts'

const rpId = 'localhost'

/** What a page does between a question and its answer. */
const register = (frame: Page | Frame, options: PasskeyRegistrationRequest): Promise<unknown> =>
  frame.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json as never)
    const credential = await navigator.credentials.create({ publicKey })
    return (credential as PublicKeyCredential).toJSON()
  }, options)

const answer = (frame: Page | Frame, options: PasskeyRequest): Promise<unknown> =>
  frame.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as never)
    const credential = await navigator.credentials.get({ publicKey })
    return (credential as PublicKeyCredential).toJSON()
  }, options)

withChromium('a passkey in Chromium', () => {
  const profile = newProfile()
  let browser: BrowserContext
  let page: Page
  let authenticator: { readonly session: CDPSession; readonly authenticatorId: string }
  let home: Awaited<ReturnType<typeof servePages>>
  let elsewhere: Awaited<ReturnType<typeof servePages>>
  let key: PasskeyKey

  const enrol = async (): Promise<PasskeyKey> => {
    const userHandle = Buffer.alloc(32, 7).toString('base64url')
    const person = { userName: 'Lin Example', userHandle }
    const options = createPasskeyRegistration({ rpId, rpName: 'Example Clinic', ...person })
    return parsePasskeyRegistration(await register(page, options))
  }

  beforeAll(async () => {
    const exports = 'export * from "./src/index.passkey.ts"'
    const bundle = await bundleForPage(exports)
    const module = 'import * as passkey from "/passkey.mjs"; globalThis.passkey = passkey'
    home = await servePages({ '/': pageOfBundle, '/page.mjs': module, '/passkey.mjs': bundle })
    const frame = `<iframe src="${home.origin}" allow="publickey-credentials-get *"></iframe>`
    elsewhere = await servePages({ '/': '<!doctype html>', '/frame': frame })
    browser = await startChromium(profile)
    page = await browser.newPage()
    authenticator = await addAuthenticator(page)
    await page.goto(home.origin)
    key = await enrol()
  })

  afterAll(async () => {
    await browser?.close()
    for (const server of [home, elsewhere]) server?.close()
    profile.remove()
  })

  const subject = { purpose: 'urn:example:test', digest: Buffer.alloc(32, 1).toString('base64url') }
  const request = async (): Promise<PasskeyRequest> =>
    createPasskeyRequest({ ...subject, rpId, credentialIds: [key.credentialId] })
  const verify = (assertion: unknown, more: object = {}) => {
    const place = { rpId, origins: [home.origin] }
    return verifyPasskeyAssertion(assertion, deepFreeze({ ...subject, ...place, key, ...more }))
  }

  test('signs beside a patient whose identity names it', async () => {
    const world = await createWorld()
    const { verifier, patient } = world
    const coSigners = [await thumbprintOf(key.publicKey)]
    const evidence = await world.identify(patient, record, { coSigners })
    const token = await consentOf(world)
    const asked = { rpId, credentialIds: [key.credentialId] }
    const assertion = await answer(page, await createCoSignatureRequest(token, asked))
    const act = await verifyStatement(token, { verifier, evidence })
    const place = { rpId, origins: [home.origin] }
    const coSigned = await verifyCoSignature(
      act,
      { key, assertion },
      { verifier, evidence, ...place },
    )
    expect(() => assertCoSigned(act, coSigned)).not.toThrow()
    expect(coSigned.passkey).toMatchObject({
      purpose: coSignaturePurpose,
      digest: await digestOf(token),
      origin: home.origin,
      thumbprint: coSigners[0],
    })
  })

  test('is judged alike within the page', async () => {
    const assertion = (await answer(page, await request())) as { readonly response: object }
    const { response } = assertion
    const forged = { ...assertion, response: { ...response, signature: 'MAYCAQECAQE' } }
    const options = { ...subject, rpId, origins: [home.origin], key }
    const judged = await page.evaluate(
      ([answers, how]) => {
        const { passkey } = globalThis as unknown as { readonly passkey: typeof passkeys }
        const judge = (made: unknown) => passkey.verifyPasskeyAssertion(made, how)
        return Promise.all(answers.map((made) => judge(made).catch(({ code }) => code as unknown)))
      },
      [[assertion, forged], options] as const,
    )
    expect(judged).toEqual([await verify(assertion), 'passkey_signature_invalid'])
    await expect(verify(forged)).rejects.toMatchObject({ code: 'passkey_signature_invalid' })
  })

  test('is refused on another page', async () => {
    await page.goto(elsewhere.origin)
    const assertion = await answer(page, await request())
    await expect(verify(assertion)).rejects.toMatchObject({ code: 'passkey_origin_wrong' })
    const there = { origins: [elsewhere.origin] }
    await expect(verify(assertion, there)).resolves.toMatchObject({ origin: elsewhere.origin })
    await page.goto(home.origin)
  })

  test('is refused in a frame of another page', async () => {
    await page.goto(`${elsewhere.origin}/frame`)
    const frame = page.frames().find((each) => each.url().startsWith(home.origin))
    const assertion = await answer(frame as Frame, await request())
    await expect(verify(assertion)).rejects.toMatchObject({ code: 'passkey_cross_origin' })
    await page.goto(home.origin)
  })

  test('is refused when it did not recognise its user, whom the page did not ask for', async () => {
    const lax = { ...(await request()), userVerification: 'discouraged' } as never
    const assertion = await answer(page, lax)
    await expect(verify(assertion)).rejects.toMatchObject({ code: 'passkey_user_unverified' })
  })

  test('says whether it may be copied, and is refused where it may not', async () => {
    const { session, authenticatorId } = authenticator
    const credentialId = Buffer.from(key.credentialId, 'base64url').toString('base64')
    const flags = { backupEligibility: true, backupState: true }
    await expect(verify(await answer(page, await request()))).resolves.toMatchObject({
      backupEligible: false,
      backedUp: false,
    })
    await session.send('WebAuthn.setCredentialProperties', {
      authenticatorId,
      credentialId,
      ...flags,
    })
    const assertion = await answer(page, await request())
    await expect(verify(assertion)).resolves.toMatchObject({ backupEligible: true, backedUp: true })
    await expect(verify(assertion, { backupEligible: false })).rejects.toMatchObject({
      code: 'passkey_backup_wrong',
    })
  })

  test('may have a key of Ed25519', async () => {
    const userHandle = Buffer.alloc(32, 8).toString('base64url')
    const person = { userName: 'Lin Example', userHandle }
    const options = createPasskeyRegistration({ rpId, rpName: 'Example Clinic', ...person })
    const pubKeyCredParams = options.pubKeyCredParams.filter(({ alg }) => alg === -8)
    const edwards = parsePasskeyRegistration(await register(page, { ...options, pubKeyCredParams }))
    expect(edwards.publicKey.crv).toBe('Ed25519')
    const asked = { ...subject, rpId, credentialIds: [edwards.credentialId] }
    const assertion = await answer(page, await createPasskeyRequest(asked))
    await expect(verify(assertion, { key: edwards })).resolves.toMatchObject(subject)
  })

  // The last, for the authenticator blocks itself.
  test('does not answer when it does not recognise its user', async () => {
    const { session, authenticatorId } = authenticator
    await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await expect(answer(page, await request())).rejects.toThrow(/NotAllowedError/)
  })
})
