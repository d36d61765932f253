import { randomBytes } from 'node:crypto'
import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { processorTime } from './processor-time.mjs'

const origin = 'log.clinic.example/2026'
const built = (path) => import(new URL(`../../packages/${path}`, import.meta.url))

/** A clinic with its log, on SQLite or PostgreSQL, in a folder that `close` removes. */
export async function ourEvidence(kind) {
  const { createEvidence, openLog } = await built('evidence/dist/index.js')
  const { generateSigner } = await built('identity/dist/index.js')
  const { systemClock } = await built('base/dist/index.js')
  const [signer, logSigner] = [await newSigner(generateSigner), await newSigner(generateSigner)]
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-bench-'))
  const { database, server, remove } = await databases[kind](folder)
  const store = database.evidence
  const open = () => openLog({ origin, store, signer: logSigner, cosigners: 'nobody' })
  const log = await open()
  return {
    folder,
    server,
    cpu: processorTime,
    log,
    open,
    store,
    evidence: createEvidence({ signer, log, store, clock: systemClock }),
    depositor: signer.did,
    close: async () => {
      await log.close()
      await database.close()
      await remove()
      rmSync(folder, { recursive: true })
    },
  }
}

const newSigner = (generateSigner) => generateSigner({ algorithm: 'EdDSA' })

const databases = {
  sqlite: async (folder) => {
    const { openStore } = await built('store/dist/index.js')
    const database = await openStore(join(folder, 'store.sqlite'))
    return { database, remove: () => undefined }
  },
  postgres: async () => {
    const { openPostgresEvidence } = await built('store/dist/postgres.js')
    const { postgresServer, programsPath } = await built('store/test/postgres-server.ts')
    const programs = programsPath()
    if (programs === undefined) throw new Error('Needs PostgreSQL')
    const settings = ['shared_buffers=512MB', 'max_wal_size=4GB']
    const { server, make, remove } = postgresServer(programs, settings)
    make()
    await server.start()
    const database = await openPostgresEvidence(await server.newDatabase())
    return { database, server, remove }
  },
}

/** Deposits so many, always so many of them at once. */
export async function depositMany({ evidence, cpu }, { count, inFlight }) {
  const bytes = randomBytes(200)
  const run = randomBytes(4).toString('hex')
  const milliseconds = []
  let next = 0
  let id
  const depositor = async () => {
    while (next < count) {
      const from = performance.now()
      id = (await evidence.deposit(bytes, { idempotencyKey: `${run}-${next++}` })).id
      milliseconds.push(performance.now() - from)
    }
  }
  const [before, from] = [cpu(), performance.now()]
  await Promise.all(Array.from({ length: inFlight }, depositor))
  const seconds = (performance.now() - from) / 1000
  const { ours, server } = cpu(before)
  return {
    perSecond: count / seconds,
    ours: ours / count,
    server: server / count,
    p99: p99Of(milliseconds),
    load: loadavg()[0],
    id,
  }
}

/** Puts so many into the log without signing them, which nothing that is measured then looks at. */
export async function fill({ log, depositor }, count) {
  const { newEvidenceId } = await built('evidence/dist/deposit/evidence-id.js')
  const ids = []
  const step = 16_000
  for (let from = 0; from < count; from += step) {
    const adding = []
    for (let n = from; n < Math.min(from + step, count); n++) {
      const id = newEvidenceId()
      if (n % 1000 === 0) ids.push(id)
      const content = { digest: randomBytes(32).toString('base64url'), size: 1 }
      const salt = randomBytes(32).toString('base64url')
      const record = { kind: 'deposit', id, number: 1, depositor, depositedAt: 1_800_000_000 }
      const kept = { ...record, content: { ...content, salt }, idempotencyKey: `${n}` }
      adding.push(log.add(randomBytes(300), kept))
    }
    await Promise.all(adding)
  }
  return ids
}

/** What the disk does alone: a block and a wait for it, one after the other. */
export function bareSyncs(folder) {
  const file = openSync(join(folder, 'bare'), 'w')
  const block = Buffer.alloc(4096)
  const from = performance.now()
  let count = 0
  for (; performance.now() - from < 1000; count++) {
    writeSync(file, block, 0, block.length, count * block.length)
    fdatasyncSync(file)
  }
  return Math.round(count / ((performance.now() - from) / 1000))
}

export function p99Of(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.99)]
}
