import { DatabaseSync } from 'node:sqlite'
import { createDecider, createMemoryWordState, type DeciderRequest } from '@fidecura/consent'
import {
  createMemoryRegisterStore,
  createRegister,
  type NewRegisterEntry,
} from '@fidecura/consent/register'
import { presentCredentials } from '@fidecura/credentials'
import { openStore } from '@fidecura/store'
import { createWorld, noon, organisation } from '../../packages/consent/test/statements/world.ts'
import { each, recordOf, registeredAt, statementsOf } from './patients.ts'

/** Fills a store with signed statements, and says what it takes to decide about one patient. */
const [path = '', howMany = '0', ofThem = '0'] = process.argv.slice(2)
const [patients, asked] = [Number(howMany), Number(ofThem)]

const world = await createWorld()
await (await openStore(path)).close()
const building: number[] = []
const begun = performance.now()
await build()
const buildSeconds = (performance.now() - begun) / 1000

const store = await openStore(path)
const { verifier, registrar, doctor } = world
const register = createRegister({ signer: registrar, store: store.register, verifier })
// The words are remembered in memory, for on a disk each costs what its sync does.
const words = createMemoryWordState()
const decider = createDecider({
  verifier,
  registers: [{ did: registrar.did, keys: 'any' }],
  combine: 'newest',
  words,
})
const audience = 'https://platform.example'
const { role, licence = '' } = world.role
const presented = await presentCredentials([role, licence], {
  disclose: [],
  signer: doctor,
  audience,
  nonce: 'one',
  issuedAt: noon,
})
const presentation = await verifier.verifyPresentation(presented, { audience, nonce: 'one' })

const times = { snapshot: [], attest: [], verify: [], first: [], decide: [] } as Record<
  'snapshot' | 'attest' | 'verify' | 'first' | 'decide',
  number[]
>
const asking: number[] = []
const kinds = new Map<string, number>()
const repeats = 100
for (let n = 0; n < asked; n++) {
  // Far from one another, so that no page of the disk is read twice.
  const subject = recordOf((n * 7919) % patients)
  const request: DeciderRequest = {
    subject,
    purposes: ['TREAT'],
    action: 'access',
    custodian: organisation,
    data: [{ scope: 'category' }],
  }
  const key = JSON.stringify([subject.system, subject.value])
  await timed('snapshot', () => store.register.snapshot(key, world.clock))
  const word = await timed('attest', () => register.attest(subject))
  const set = await timed('verify', () => decider.verifyStatements(word))
  const { kind } = await timed('first', () => decider.decide(presentation, set, request))
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const from = performance.now()
  for (let again = 0; again < repeats; again++) decider.decide(presentation, set, request)
  times.decide.push((performance.now() - from) / repeats)
  asking.push(process.memoryUsage.rss())
}
await store.close()

const microseconds = (list: readonly number[], at: number): number => {
  const sorted = [...list].sort((a, b) => a - b)
  return Math.round((sorted[Math.floor(sorted.length * at)] ?? 0) * 1000)
}
const figures = (list: readonly number[]) => ({
  median: microseconds(list, 0.5),
  p99: microseconds(list, 0.99),
})
const result = {
  patients,
  statements: patients * each,
  buildSeconds: Math.round(buildSeconds),
  signedPerSecond: Math.round((patients * each) / buildSeconds),
  decisions: Object.fromEntries(kinds),
  microseconds: {
    decide: figures(times.decide),
    decideFirst: figures(times.first),
    readSnapshot: figures(times.snapshot),
    attest: figures(times.attest),
    verifySet: figures(times.verify),
  },
  building: memory(building),
  asking: memory(asking),
}
process.stdout.write(`${JSON.stringify(result)}\n`)

/** As `submit` would have written them, all at once: it would verify each, and wait for the disk. */
async function build(): Promise<void> {
  await assertAsSubmitted()
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -32000')
  const insert = database.prepare(
    'INSERT INTO register_entry (sequence, kind, key, record, digest, token, evidence, registered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const sampleEvery = Math.max(1, Math.floor(patients / 80))
  let sequence = 0
  for (let patient = 0; patient < patients; patient++) {
    if (patient % 500 === 0) database.exec(patient === 0 ? 'BEGIN' : 'COMMIT; BEGIN')
    for (const entry of await statementsOf(patient, world)) {
      const { kind, key, record = null, digest, token = null, evidence = null } = entry
      insert.run(++sequence, kind, key, record, digest, token, evidence, registeredAt)
    }
    if (patient % sampleEvery === 0) building.push(process.memoryUsage.rss())
  }
  database.exec('COMMIT')
  database.close()
}

/** What is written here is what a register writes that has verified it. */
async function assertAsSubmitted(): Promise<void> {
  const memoryStore = createMemoryRegisterStore()
  const taker = createRegister({
    signer: world.registrar,
    store: memoryStore,
    verifier: world.verifier,
  })
  for (const entry of await statementsOf(patients, world)) {
    const { token = '', evidence = '' } = entry
    const { identity } = JSON.parse(evidence)
    await taker.submit({ token, evidence: { identity } })
    const kept = await memoryStore.find(entry.kind, entry.key)
    const { sequence: _, registeredAt: __, ...same } = kept ?? {}
    if (JSON.stringify(sorted(same)) !== JSON.stringify(sorted(entry))) {
      throw new Error('A register writes it otherwise')
    }
  }
}

function sorted(entry: Partial<NewRegisterEntry>): readonly unknown[] {
  return Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))
}

async function timed<T>(name: keyof typeof times, work: () => T | Promise<T>): Promise<T> {
  const from = performance.now()
  const value = await work()
  times[name].push(performance.now() - from)
  return value
}

/** The last quarter beside the second: what comes before is the engine settling. */
function memory(rss: readonly number[]): { readonly rssMiB: number; readonly rssRatio: number } {
  const quarter = Math.floor(rss.length / 4)
  const peak = (from: number, to: number): number => Math.max(0, ...rss.slice(from, to))
  const last = peak(3 * quarter, rss.length)
  const second = peak(quarter, Math.max(2 * quarter, quarter + 1))
  return {
    rssMiB: Math.round(last / 1_048_576),
    rssRatio: Number((last / second).toFixed(3)),
  }
}
