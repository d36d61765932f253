import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allowLoopbackHttp, type Fetch, systemClock } from '@fidecura/base'
import {
  comparisonDigits,
  generateSigner,
  proveSignIn,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import {
  createServiceHandler,
  exampleCodes,
  exampleRegister,
  type Hospital,
  inviteFirst,
  issueAtClaim,
  listen,
  openExample,
} from '@fidecura/server'
import { createFidecuraClient, type FidecuraClient } from '@fidecura/server/client'

/** A hospital on loopback, with the console as it is built. */
export interface ConsoleService {
  readonly origin: string
  readonly hospital: Hospital
  /** The folder of the built console. */
  readonly built: string
  /** A link by which a first clerk or doctor comes in. */
  invite(name: string, number: string, purposes: readonly string[]): Promise<string>
  /** Somebody with a phone, who claims a code and reads four digits. */
  holder(): Promise<Holder>
  close(): Promise<void>
}

/** A person with a key and no app, as far as the console can tell. */
export interface Holder {
  readonly signer: Signer
  readonly client: FidecuraClient
  claim(code: string): Promise<{ readonly id: string; readonly digits: string }>
  /** Signs in with what was issued, and from then on the client is theirs. */
  enter(offer: string): Promise<void>
}

const noNetwork: Fetch = () => Promise.reject(new TypeError('There is no network here'))

export async function startConsole(): Promise<ConsoleService> {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-console-'))
  const built = join(folder, 'console')
  build(built)
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const door = { [allowLoopbackHttp]: [origin] }
  const example = await openExample({
    ...{ folder: join(folder, 'data'), origin, clock: systemClock, fetch: noNetwork, ...door },
    signer: (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
  })
  const handle = createServiceHandler({
    ...{ origin, hospitals: [...example.hospitals.values()], directory: example.directory },
    ...{ milliseconds: () => performance.now(), apps: { console: built } },
  })
  const listening = await listen(handle, { host: '127.0.0.1', port })
  const hospital = example.hospitals.get('riverside') as Hospital
  return {
    ...{ origin, hospital, built },
    async invite(name, number, purposes) {
      const { link } = await inviteFirst(hospital, {
        department: 'cardiology',
        row: rowOf(name, number, purposes),
        [issueAtClaim]: true,
      })
      return link
    },
    holder: () => newHolder(origin, hospital.audience),
    async close() {
      await listening.close()
      await example.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function rowOf(name: string, value: string, purposes: readonly string[]) {
  return {
    name,
    registration: { system: exampleRegister, value },
    profession: purposes.includes('TREAT') ? exampleCodes.physician : exampleCodes.clerk,
    specialties: [exampleCodes.cardiology],
    purposes,
    jurisdiction: 'CN',
    licensedUntil: '2036-12-31',
  }
}

async function newHolder(origin: string, audience: string): Promise<Holder> {
  const signer = await generateSigner()
  let session: string | undefined
  const client = createFidecuraClient({
    base: `${origin}/riverside/api/v1`,
    fetch: (url, init) => fetch(url, init),
    session: () => session,
  })
  const signIn = async (credentials: readonly string[], chain: readonly string[]) => {
    const place = { origin, audience, [allowLoopbackHttp]: [origin] }
    const challenge = await client.challenge()
    const proof = await proveSignIn(challenge, { ...place, signer, now: systemClock() })
    session = (await client.signIn({ proof, credentials, chain })).session
  }
  await signIn([], [])
  return {
    ...{ signer, client },
    async claim(code) {
      const { id, nonce } = await client.claimOffer(code)
      const thumbprint = await thumbprintOf(signer.publicKey)
      return { id, digits: await comparisonDigits({ offer: id, nonce, thumbprint }) }
    },
    async enter(offer) {
      const { credentials = [], chain = [] } = await client.heldOffer(offer)
      await signIn(credentials, chain)
    },
  }
}

function build(outDir: string): void {
  const app = fileURLToPath(new URL('../../examples/department-console/', import.meta.url))
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(app, 'node_modules/vite/bin/vite.js'),
      'build',
      '--outDir',
      outDir,
      '--logLevel',
      'error',
    ],
    { cwd: app, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
  )
  if (status !== 0) throw new Error(`The console does not build:\n${stderr}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
