import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { allowLoopbackHttp, epochSeconds, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { signInTransaction } from '@fidecura/bridge'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner, parseDid } from '@fidecura/identity'
import { openAuthorizationRequest, presentTo } from '@fidecura/openid/wallet'
import { createServiceHandler, listen } from '@fidecura/server'
import { openExample } from '@fidecura/server/example'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createBrowser, linkIn } from '../../packages/bridge/test/world.ts'
import { openSignIn } from '../../packages/cli/src/sign-in/open-sign-in.ts'
import { freePort } from '../free-port.ts'
import { endAtLast, startNode } from '../leftovers.ts'

/** The portal as its README has it started, beside a hospital as `npm start -- --serve` has it. */

const main = fileURLToPath(new URL('../../examples/clinic-portal/src/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'fidecura-portal-file-'))
const clock = systemClock
let hospital: Awaited<ReturnType<typeof openHospital>>
beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function openHospital() {
  const [service, bridge, portal] = [await freePort(), await freePort(), await freePort()].map(
    (port) => ({ port, origin: `http://127.0.0.1:${port}` }),
  ) as [Place, Place, Place]
  const door = { [allowLoopbackHttp]: [service, bridge, portal].map(({ origin }) => origin) }
  const fetch = createGuardedFetch(door)
  const platform = {
    ...{ id: 'clinic', name: 'Hillview Clinic', redirectUris: [`${portal.origin}/signed-in`] },
    backchannelLogoutUri: `${portal.origin}/signed-out`,
    scopes: ['patient', 'practitioner', 'profile', 'record'] as const,
  }
  const listening = { origin: bridge.origin, listen: '127.0.0.1:0', platforms: [platform] }
  const example = await openExample({
    ...{ folder: join(folder, 'hospital'), origin: service.origin, clock, fetch, ...door },
    signer: async (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
    signIn: { riverside: listening },
  })
  endAtLast(example.close)
  const riverside = example.hospitals.get('riverside')
  if (riverside === undefined) throw new Error('no hospital')
  const { origin } = service
  const { directory } = example
  const handle = createServiceHandler({
    ...{ origin, hospitals: [riverside], directory, milliseconds: () => performance.now() },
  })
  endAtLast((await listen(handle, { host: '127.0.0.1', port: service.port })).close)
  const opened = await openSignIn(riverside, {
    key: (name) => generateSigner({ algorithm: name === 'sign-in' ? 'ES256' : 'EdDSA' }),
    readSecret: () => Promise.reject(new Error('no platform has a secret')),
  })
  if (opened === undefined) throw new Error('no bridge')
  const server = createServer(opened.bridge.listener).listen(bridge.port, '127.0.0.1')
  await once(server, 'listening')
  endAtLast(() => server.close().closeAllConnections())
  return { ...{ riverside, service, bridge, portal, door, fetch } }
}

interface Place {
  readonly port: number
  readonly origin: string
}

/** The settings of the README, with the addresses of this machine. */
async function writeSettings(): Promise<string> {
  const { service, bridge, portal } = hospital
  const answer = await fetch(`${service.origin}/riverside/api/v1/configuration`)
  const { did, name, bundleSigner, roots } = await answer.json()
  const path = join(folder, 'portal.json')
  const settings = {
    ...{ name: 'Hillview Clinic', origin: portal.origin },
    listen: { host: '127.0.0.1', port: portal.port, behindProxy: true },
    signIn: { issuer: bridge.origin, clientId: 'clinic' },
    hospital: {
      ...{ did, name, bundleSigner, roots },
      bundleUrl: `${service.origin}/riverside/api/v1/trust-bundle`,
      walletUrl: `${service.origin}/riverside/patient/`,
    },
    staff: [],
    ...{ keyFile: 'portal.key', passphraseFile: 'passphrase', accreditationFile: 'who.json' },
  }
  writeFileSync(path, JSON.stringify(settings))
  writeFileSync(join(folder, 'passphrase'), 'of nobody but this test', { mode: 0o600 })
  return path
}

async function refusalOf(args: readonly string[]): Promise<string> {
  const child = startNode([main, ...args])
  const [said] = await Promise.all([text(child.stderr), once(child, 'close')])
  expect(child.exitCode).toBe(1)
  return said
}

/** That the clinic is who it says, by the key that it has made. */
async function accredit(said: string): Promise<void> {
  const [, did = '', thumbprint = ''] = /Have (\S+) with the key (\S+) accredited/.exec(said) ?? []
  const { site, store } = hospital.riverside
  const { token } = await site.issuer(store).issue(
    {
      ...{ type: credentialTypes.issuingAccreditation, subject: parseDid(did), validFrom: clock() },
      validUntil: epochSeconds(clock() + 86_400),
      claims: { name: 'Hillview Clinic', types: [], depth: 0, keys: [thumbprint] },
    },
    { format: 'vc+jwt' },
  )
  writeFileSync(
    join(folder, 'who.json'),
    JSON.stringify({ accreditation: token, chain: site.chain }),
  )
}

async function patient() {
  const { site, store, settings } = hospital.riverside
  const signer = await generateSigner()
  const record = { system: settings.recordSystem, value: 'R-4711' }
  const { token } = await site.issuer(store).issue(
    {
      ...{ type: credentialTypes.patientIdentity, subject: signer.did },
      ...{ holderKey: signer.publicKey, validFrom: clock() },
      validUntil: epochSeconds(clock() + 86_400),
      claims: { record, name: 'Pat Example', method: 'in_person' },
    },
    { format: 'dc+sd-jwt' },
  )
  return [{ token, signer }]
}

test('npm start -- portal.json says what is missing until nothing is, and then signs people in', async () => {
  const path = await writeSettings()
  // Plain http is let in by the command, and by no file.
  expect(await refusalOf([path])).toContain('portal.json /origin: an https address')
  await accredit(await refusalOf([path, '--loopback']))
  const child = startNode([main, path, '--loopback'])
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  const { riverside, portal, door, fetch: guarded } = hospital
  expect(line).toBe(`${portal.origin}\n`)

  const browser = createBrowser()
  const post = (form: string, more: Readonly<Record<string, string>>) =>
    browser.go(`${portal.origin}${form}`, more, { origin: portal.origin })
  const begun = await post('/sign-in', { as: 'patient' })
  const page = await browser.follow(begun.headers.get('location') ?? '')
  const asked = await (await browser.follow(`${page.url}/ask`, { device: 'same' })).text()
  const request = await openAuthorizationRequest(linkIn(asked), {
    ...{ held: await patient(), fetch: guarded, clock, resolve: riverside.directory.resolve },
    ...{ transactionTypes: [signInTransaction], ...door },
  })
  const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
  const { redirectTo = '' } = await presentTo(request, { chosen })
  const back = await browser.follow(redirectTo)
  await browser.go(back.headers.get('location') ?? '')
  const me = await (await browser.go(`${portal.origin}/me`)).text()
  for (const part of ['Hello, Pat Example', 'R-4711', riverside.settings.name]) {
    expect(me).toContain(part)
  }
  // Of the people of the hospital nobody works at the clinic.
  expect((await post('/door', {})).status).toBe(403)
  expect((await browser.go(`${portal.origin}/consent`)).status).toBe(200)

  child.kill('SIGTERM')
  await once(child, 'close')
  expect(child.exitCode).toBe(0)
})
