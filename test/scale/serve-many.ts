/** Asks the service of the example by its handler, from many at once, and says how many answers came in a second. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@fidecura/base'
import { generateSigner, proveSignIn } from '@fidecura/identity'
import { createServiceHandler, type StoreSetting } from '@fidecura/server'
import { createFidecuraClient } from '@fidecura/server/client'
import { openExample } from '@fidecura/server/example'

const [seconds = '10', store = 'sqlite'] = process.argv.slice(2)
const atOnce = 16
const origin = 'https://hospital.example'
const folder = mkdtempSync(join(tmpdir(), 'fidecura-load-'))
const example = await openExample({
  ...{ folder, origin, clock: systemClock, store: store as StoreSetting },
  fetch: () => Promise.reject(new TypeError('There is no network here')),
  signer: (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
})
const rate = { burst: 1_000_000, perMinute: 10_000_000 }
const handle = createServiceHandler({
  ...{ origin, hospitals: [...example.hospitals.values()], directory: example.directory },
  milliseconds: () => performance.now(),
  rateLimits: {
    ...{ address: rate, refusals: rate, shared: 10_000, signIn: rate, recovery: rate },
    ...{ verification: rate, reading: rate, other: rate },
  },
})

/** Each from an address and with a key of their own. */
async function person(n: number) {
  const signer = await generateSigner()
  let session: string | undefined
  const client = createFidecuraClient({
    base: '/riverside/api/v1',
    fetch: (url, init) => handle(new Request(`${origin}${url}`, init), `192.0.2.${n}`),
    session: () => session,
  })
  const signIn = async (): Promise<void> => {
    const challenge = await client.challenge()
    const { audience } = challenge
    const proof = await proveSignIn(challenge, { origin, audience, signer, now: systemClock() })
    ;({ session } = await client.signIn({ proof }))
  }
  return { signIn, look: () => client.session() }
}

async function measure(name: string, works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const took: number[] = []
  const errors = new Map<string, number>()
  const end = performance.now() + Number(seconds) * 1000
  const cpu = process.cpuUsage()
  await Promise.all(
    works.map(async (work) => {
      while (performance.now() < end) {
        const from = performance.now()
        try {
          await work()
          took.push(performance.now() - from)
        } catch (error) {
          const code = String((error as { readonly code?: unknown }).code)
          errors.set(code, (errors.get(code) ?? 0) + 1)
        }
      }
    }),
  )
  const { user, system } = process.cpuUsage(cpu)
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10
  const line = {
    ...{ name, store: store.split(':')[0], perSecond: Math.round(took.length / Number(seconds)) },
    ...{ p50ms: at(0.5), p99ms: at(0.99), cpuMsEach: (user + system) / 1000 / took.length },
    errors: Object.fromEntries(errors),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

const people = await Promise.all(Array.from({ length: atOnce }, (_, n) => person(n + 1)))
for (const each of people) await each.signIn()
await measure(
  'session read',
  people.map(({ look }) => look),
)
await measure(
  'signed in',
  people.map(({ signIn }) => signIn),
)
await example.close()
rmSync(folder, { recursive: true })
