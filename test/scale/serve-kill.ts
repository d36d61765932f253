/**
 * Kills the service of the example under load, again and again, and says what became of what it had acknowledged.
 * Arguments: how often, and where it keeps things.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@fidecura/base'
import { generateSigner, proveSignIn } from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import { createServiceHandler, inviteFirst, listen, type StoreSetting } from '@fidecura/server'
import { createFidecuraClient, newIdempotencyKey } from '@fidecura/server/client'
import { exampleCodes, exampleRegister, issueAtClaim, openExample } from '@fidecura/server/example'

const [rounds = '20', store = 'sqlite', given] = process.argv.slice(2)
const setting = store as StoreSetting
const origin = 'https://hospital.example'
const passphrase = 'correct horse battery'
const folder = given ?? mkdtempSync(join(tmpdir(), 'fidecura-kill-'))
const noNetwork = () => Promise.reject(new TypeError('There is no network here'))
const recordSystem = 'urn:oid:2.999.1.1'
const atOnce = 6
const desk = await generateSigner()
let session: string | undefined

type Send = (url: string, init: RequestInit) => Promise<Response>
const clientOf = (base: string, fetch: Send) =>
  createFidecuraClient({ base: `${base}/riverside/api/v1`, fetch, session: () => session })

async function signIn(
  client: ReturnType<typeof clientOf>,
  shown: { readonly credentials?: readonly string[]; readonly chain?: readonly string[] } = {},
): Promise<void> {
  const challenge = await client.challenge()
  const place = { origin, audience: challenge.audience, signer: desk, now: systemClock() }
  const { credentials = [], chain = [] } = shown
  ;({ session } = await client.signIn({
    proof: await proveSignIn(challenge, place),
    credentials,
    chain,
  }))
}

/** Two hospitals, with keys that every process finds again. */
function openIt() {
  return openExample({
    ...{ folder, origin, clock: systemClock, fetch: noNetwork, store: setting },
    signer: (name, did) => {
      mkdirSync(join(folder, 'keys'), { recursive: true })
      const path = join(folder, 'keys', `${name}.key`)
      if (existsSync(path)) return openKeyFile(path, { passphrase })
      return createKeyFile(path, { ...(did && { did, fragment: 'key-1' }), passphrase })
    },
  })
}

function handlerOf({ hospitals, directory }: Awaited<ReturnType<typeof openIt>>) {
  return createServiceHandler({
    ...{ origin, directory, hospitals: [...hospitals.values()] },
    milliseconds: () => performance.now(),
  })
}

/** Somebody at the desk of a hospital. */
async function found() {
  const example = await openIt()
  const hospital = example.hospitals.get('riverside')
  if (hospital === undefined) throw new Error('No hospital')
  const row = {
    ...{ name: 'Sam Example', profession: exampleCodes.clerk, specialties: [] },
    ...{ jurisdiction: 'CN', licensedUntil: '2099-12-31', purposes: ['HSYSADMIN', 'PATADMIN'] },
    registration: { system: exampleRegister, value: 'C-1' },
  }
  const offer = await inviteFirst(hospital, { department: 'cardiology', row, [issueAtClaim]: true })
  const handle = handlerOf(example)
  const client = clientOf('', (url, init) =>
    handle(new Request(`${origin}${url}`, init), '192.0.2.1'),
  )
  await signIn(client)
  const { id } = await client.claimOffer(offer.code)
  const { credentials = [], chain = [] } = await client.heldOffer(id)
  await example.close()
  return { credentials, chain }
}

/** The service in a process of its own, until it is killed. */
async function serveForEver(): Promise<void> {
  const { port } = await listen(handlerOf(await openIt()), { host: '127.0.0.1', port: 0 })
  process.stdout.write(`${port}\n`)
}

/** @returns Where it listens, once it does. */
async function serve() {
  const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
  const from = performance.now()
  const child = spawn(process.execPath, [...flags, import.meta.filename, '0', store, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const [port] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { child, url: `http://127.0.0.1:${Number(port)}`, startedMs: performance.now() - from }
}

interface Write {
  readonly value: string
  readonly idempotencyKey: string
}

const acknowledged = new Map<string, string>()
const unsure: Write[] = []
let [next, repeated, turn] = [0, 0, 0]
const starts: number[] = []
/** By code: what was not acknowledged. */
const refusals = new Map<string, number>()

/** A write that nobody answered is sent again, with the key that it had. */
async function load(client: ReturnType<typeof clientOf>, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const again = turn++ % 2 === 0 ? unsure.pop() : undefined
    const write = again ?? { value: `R-${++next}`, idempotencyKey: newIdempotencyKey() }
    const { value, idempotencyKey } = write
    const offer = {
      kind: 'patient',
      record: { system: recordSystem, value },
      ...{ name: 'Pat Example', birthDate: '1958-03-14' },
    } as const
    try {
      const { id } = await client.offerAtDesk(offer, { idempotencyKey })
      acknowledged.set(value, id)
      if (again !== undefined) repeated++
    } catch (error) {
      const code = String((error as { readonly code?: unknown }).code)
      refusals.set(code, (refusals.get(code) ?? 0) + 1)
      // What a process was at when it died may be tried again after two minutes; those behind it go on.
      if (code === 'idempotency_running') unsure.unshift(write)
      else unsure.push(write)
      await new Promise((done) => setTimeout(done, 20))
    }
  }
}

async function killAgainAndAgain(): Promise<void> {
  const held = await found()
  for (let round = 0; round < Number(rounds); round++) {
    const { child, url, startedMs } = await serve()
    starts.push(Math.round(startedMs))
    const closed = once(child, 'close')
    const client = clientOf(url, (to, init) => fetch(to, init))
    await signIn(client, held)
    let isOver = false
    const loads = Array.from({ length: atOnce }, () => load(client, () => isOver))
    // Once it is at work, however busy the machine is.
    for (const before = acknowledged.size; acknowledged.size < before + atOnce; ) {
      await new Promise((done) => setTimeout(done, 20))
    }
    await new Promise((done) => setTimeout(done, Math.random() * 500))
    child.kill('SIGKILL')
    await closed
    isOver = true
    await Promise.all(loads)
  }

  const opened = await openIt()
  const { documents, audit } = opened.hospitals.get('riverside')?.store ?? {}
  let [lost, doubled, unwritten] = [0, 0, 0]
  for (const [value, id] of acknowledged) {
    if ((await documents?.find('offer', id, systemClock())) === undefined) lost++
    const events = (await audit?.about({ system: recordSystem, value }, { limit: 9 })) ?? []
    if (events.length === 0) unwritten++
    if (events.filter(({ act }) => act.outcome === 'done').length > 1) doubled++
  }
  await opened.close()
  rmSync(folder, { recursive: true })
  const figures = {
    store: store.split(':')[0],
    kills: Number(rounds),
    acknowledged: acknowledged.size,
  }
  const outcome = {
    repeated,
    lost,
    doubled,
    withoutEvent: unwritten,
    startMs: starts.toSorted((a, b) => a - b)[starts.length >> 1],
  }
  process.stdout.write(`${JSON.stringify({ ...figures, ...outcome })}\n`)
  process.stdout.write(`${JSON.stringify({ refusals: Object.fromEntries(refusals) })}\n`)
  process.exitCode = lost + doubled + unwritten === 0 && acknowledged.size > 0 ? 0 : 1
}

await (given === undefined ? killAgainAndAgain() : serveForEver())
