/**
 * Posts presentations to `fidecura serve --verify-only`, each another one with signatures and status, and beside it to two
 * handlers that check less, and says what each did. Arguments: how many presentations, and minutes of a soak.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, systemClock } from '@fidecura/base'
import { credentialTypes, issueTrustBundle } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { bundlePath } from '../../packages/cli/src/lab/bundle-file.ts'
import { writeTrust } from '../../packages/cli/src/lab/trust-file.ts'
import {
  accredit,
  type SampleDoctor,
  vouch,
} from '../../packages/cli/src/samples/sample-credentials.ts'
import {
  newNonce,
  present,
  sampleAudience,
} from '../../packages/cli/src/samples/sample-requests.ts'
import { createSampleWorld, type SampleWorld } from '../../packages/cli/src/samples/sample-world.ts'

const [count = '10000', minutes = '0'] = process.argv.slice(2)
/** How many are asked at once, and which part of all. */
const levels = [
  [1, 0.1],
  [8, 0.3],
  [32, 0.6],
] as const
const people = 200
const folder = mkdtempSync(join(tmpdir(), 'fidecura-verify-'))
const children: ChildProcess[] = []
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const world = await createSampleWorld(epochSeconds(systemClock()))
world.setBefore(3600)
const chain = await accredit(world)
const doctors: SampleDoctor[] = []
for (let n = 0; n < people; n++) {
  const options = { format: 'dc+sd-jwt', name: `Dr ${n} Example` } as const
  doctors.push(await vouch(world, await generateSigner(), options))
}
await openFolder(world)

/** Whom the place trusts, and a bundle with everything that it verifies by. */
async function openFolder({
  authority,
  hospital,
  department,
  bundler,
}: SampleWorld): Promise<void> {
  world.setBefore(0)
  const now = epochSeconds(world.clock())
  const documents = []
  for (const { did } of [hospital, department]) {
    documents.push(await world.resolve(did, { at: now, now }))
  }
  const { lists, histories } = await world.publish()
  const content = { sequence: now, issuedAt: now, documents, lists, histories, chain }
  const types = Object.values(credentialTypes)
  await writeTrust(folder, {
    roots: [{ did: authority.did, keys: [authority.thumbprint], types }],
    registers: [],
    bundleSigner: { did: bundler.did, key: bundler.publicKey },
  })
  writeFileSync(bundlePath(folder), `${await issueTrustBundle(content, { signer: bundler })}\n`)
}

/** A request as a program of the place sends it: nobody has sent it before. */
async function newBody(n: number): Promise<string> {
  const nonce = newNonce()
  const doctor = doctors[n % people]
  if (doctor === undefined) throw new Error('Nobody')
  const clocked = { ...world, clock: systemClock }
  return JSON.stringify({ presentation: await present(clocked, doctor, { nonce }), nonce })
}

interface Subject {
  readonly name: string
  readonly port: number
  used(): Promise<Usage>
}

interface Usage extends NodeJS.CpuUsage {
  readonly rss: number
  readonly heapUsed: number
}

const root = new URL('../..', import.meta.url).pathname
const probe = ['--expose-gc', '--experimental-strip-types', '--no-warnings']

/** Another process, until this one ends. @returns Where it listens. */
async function start(name: string, args: readonly string[]): Promise<Subject> {
  const flags = [...probe, `--import=${join(root, 'test/scale/probe.ts')}`]
  const child = spawn(process.execPath, [...flags, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  children.push(child)
  let said = ''
  for await (const chunk of child.stdout?.setEncoding('utf8') ?? []) {
    said += chunk
    if (said.endsWith('}\n')) break
  }
  const { address } = JSON.parse(said) as { readonly address: string }
  return {
    name,
    port: Number(address.split(':').at(-1)),
    async used() {
      const told = once(child, 'message')
      child.send('use')
      return (await told)[0] as Usage
    },
  }
}

const [lab, bare, checks] = await Promise.all([
  start('fidecura serve --verify-only', [
    join(root, 'packages/cli/bin/fidecura.js'),
    ...['serve', '--verify-only', '--data', folder, '--listen', '127.0.0.1:0', '--json'],
    ...['--audience', sampleAudience, '--max-status-age', '86400'],
  ]),
  start('bare hono', [join(root, 'test/scale/verify-peers.ts'), 'bare']),
  start('hono and the same signatures', [
    join(root, 'test/scale/verify-peers.ts'),
    'checks',
    JSON.stringify(
      Object.fromEntries(
        [world.authority, world.department].map(({ did, signer }) => [did, signer.publicKey]),
      ),
    ),
  ]),
])

function post({ port }: Subject, agent: Agent, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const sent = request({
      port,
      host: '127.0.0.1',
      path: '/verify',
      method: 'POST',
      agent,
      headers,
    })
    sent.once('error', reject)
    sent.once('response', (answer) => {
      answer.once('error', reject)
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.end(body)
  })
}

/** Asks for each body once, so many at the same time. @returns What was not answered with 200, by status. */
async function postAll(subject: Subject, bodies: Iterator<string>, atOnce: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const took: number[] = []
  const errors: Record<string, number> = {}
  const from = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = bodies.next(); next.done !== true; next = bodies.next()) {
        const asked = performance.now()
        const status = await post(subject, agent, next.value).catch(() => 'no answer')
        took.push(performance.now() - asked)
        if (status !== 200) errors[status] = (errors[status] ?? 0) + 1
      }
    }),
  )
  agent.destroy()
  return {
    took: took.toSorted((a, b) => a - b),
    errors,
    seconds: (performance.now() - from) / 1000,
  }
}

const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

async function measure(subject: Subject, bodies: readonly string[], atOnce: number) {
  const before = await subject.used()
  const { took, errors, seconds } = await postAll(subject, bodies[Symbol.iterator](), atOnce)
  const after = await subject.used()
  const at = (share: number): number => rounded(took[Math.floor(took.length * share)] ?? 0)
  const each = {
    ...{ perSecond: Math.round(took.length / seconds), p50ms: at(0.5), p99ms: at(0.99) },
    userMsEach: rounded((after.user - before.user) / 1000 / took.length, 3),
    systemMsEach: rounded((after.system - before.system) / 1000 / took.length, 3),
  }
  say({ name: subject.name, atOnce, posted: took.length, ...each, errors })
  return { ...each, isClean: Object.keys(errors).length === 0 }
}

let isClean = true
const warm = await Promise.all(Array.from({ length: 400 }, (_, n) => newBody(n)))
for (const subject of [bare, checks, lab]) await postAll(subject, warm[Symbol.iterator](), 8)
for (const [atOnce, share] of levels) {
  const bodies: string[] = []
  for (let n = 0; n < Number(count) * share; n++) bodies.push(await newBody(n))
  const plain = await measure(bare, bodies, atOnce)
  const signed = await measure(checks, bodies, atOnce)
  const ours = await measure(lab, bodies, atOnce)
  isClean &&= plain.isClean && signed.isClean && ours.isClean
  const ratio = (other: typeof ours) => ({
    rate: rounded(ours.perSecond / other.perSecond),
    userCpu: rounded(other.userMsEach / ours.userMsEach),
  })
  say({ atOnce, ofBareHono: ratio(plain), ofTheSameSignatures: ratio(signed) })
}

/** For minutes, always as many at once; what is kept is looked at once a minute. */
async function soak(subject: Subject): Promise<boolean> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const seen: Usage[] = []
  let [posted, wrong] = [0, 0]
  for (let minute = 1; minute <= Number(minutes); minute++) {
    const end = performance.now() + 60_000
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while (performance.now() < end) {
          const body = await newBody(posted++)
          const status = await post(subject, agent, body).catch(() => 0)
          if (status !== 200) wrong++
        }
      }),
    )
    const usage = await subject.used()
    seen.push(usage)
    say({ minute, posted, wrong, rssMiB: mebi(usage.rss), heapMiB: mebi(usage.heapUsed) })
  }
  // What is filled once, such as caches with a bound, is full by half of the time.
  const settled = seen.slice(Math.floor(seen.length / 2))
  const [heap, rss] = (['heapUsed', 'rss'] as const).map((of) => {
    const values = settled.map((usage) => usage[of] / 1_048_576)
    const slope = slopeOf(values)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return { perMinuteMiB: rounded(slope, 3), isFlat: Math.abs(slope) < mean / 100 || slope < 0 }
  })
  agent.destroy()
  say({ soak: subject.name, minutes: Number(minutes), posted, wrong, heap, rss })
  const isFlat = heap?.isFlat === true && rss?.isFlat === true
  say({ verdict: isFlat ? 'flat' : 'not flat' })
  return isFlat && wrong === 0
}

const mebi = (bytes: number): number => rounded(bytes / 1_048_576)

/** Least squares, for each step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const over = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0)
  const under = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
  return under === 0 ? 0 : over / under
}

if (Number(minutes) > 0) isClean = (await soak(lab)) && isClean
process.exit(isClean ? 0 : 1)
