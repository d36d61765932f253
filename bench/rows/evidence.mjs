import { createHash } from 'node:crypto'
import { bareDeposits } from '../lib/bare-deposits.mjs'
import { bareSyncs, depositMany, fill, ourEvidence, p99Of } from '../lib/our-evidence.mjs'

const leaves = 1_000_000
const words = leaves.toLocaleString('en')

const deposits = [
  { kind: 'postgres', name: 'PostgreSQL', inFlight: 1000, count: 60_000, least: 15_000 },
  { kind: 'sqlite', name: 'SQLite', inFlight: 64, count: 20_000, least: 3000 },
].map(({ kind, name, inFlight, count, least }) => ({
  operation: `evidence: durable deposits on ${name}, ${inFlight} in flight`,
  needs: {},
  budget: {
    opsPerSecond: least,
    own: { text: 'p99 < 150 ms', isMet: ({ p99 }) => p99 < 150 },
  },
  run: async () => {
    const clinic = await ourEvidence(kind)
    const syncs = bareSyncs(clinic.folder)
    const { id } = await depositMany(clinic, { count: count / 2, inFlight })
    const [kept] = await clinic.store.versions(id)
    const ours = await depositMany(clinic, { count, inFlight })
    const bare = await bareDeposits(kind, clinic, { kept, count, inFlight })
    await clinic.close()
    const { perSecond, p99, load } = ours
    const lines = [
      lineOf('ours', perSecond),
      lineOf('the same signatures and rows, and nothing else', bare.perSecond),
    ]
    const measured = [
      `p99 ${p99.toFixed(0)} ms; the disk alone ${syncs} syncs/s; load ${load.toFixed(1)}`,
      `${timeOf('ours', ours)}; ${timeOf('bare', bare)}`,
    ].join('\n  ')
    const ratioToBare = perSecond / bare.perSecond
    return { ...figures({ perSecond, lines, measured }), ratioToBare, p99 }
  },
}))

/** Two cores that do nothing else have room for as many as this. */
function timeOf(name, { ours, server }) {
  const room = Math.round(2e6 / (ours + server)).toLocaleString('en')
  return `${name}: ${ours.toFixed(0)} us CPU here and ${server.toFixed(0)} in the server each, so two cores have room for ${room}/s`
}

const million = {
  operation: `evidence: a log of ${words} deposits on SQLite`,
  needs: {},
  budget: {
    own: {
      text: 'look-up p99 <= 20 ms; proof <= 50 us to make, <= 100 us to check; opens in < 1 s',
      isMet: ({ lookUp, make, check, opening }) =>
        lookUp <= 20 && make <= 50 && check <= 100 && opening < 1,
    },
  },
  run: async () => {
    const clinic = await ourEvidence('sqlite')
    const ids = await fill(clinic, leaves)
    const from = performance.now()
    const again = await clinic.open()
    const opening = (performance.now() - from) / 1000
    await again.close()
    const lookUps = []
    for (const id of [...ids, ...ids]) {
      const start = performance.now()
      await clinic.evidence.lookUp(id, 'depositor')
      lookUps.push(performance.now() - start)
    }
    const { make, check } = await proofCosts(clinic)
    await clinic.close()
    const lookUp = p99Of(lookUps)
    const measured = `look-up, recorded, p99 ${lookUp.toFixed(1)} ms; proof ${make.toFixed(0)} us to make from warm tiles, ${check.toFixed(0)} us to check; opens in ${opening.toFixed(3)} s`
    const perSecond = 1e6 / make
    const lines = [lineOf('a proof', perSecond)]
    return { ...figures({ perSecond, lines, measured }), lookUp, make, check, opening }
  },
}

/** Microseconds of user CPU, warm. */
async function proofCosts({ log, store }) {
  const { verifyInclusion } = await import('../../packages/evidence/dist/index.js')
  const { text, size } = log.published()
  const root = new Uint8Array(Buffer.from(text.split('\n')[2], 'base64'))
  // Within some tiles, as a page of a patient's records is.
  const indices = Array.from({ length: 20_000 }, (_, n) => 500_000 + (n % 5000))
  const entries = await store.readEntries(log.origin, 500_000, 505_000)
  const hashes = entries.map(
    (entry) => new Uint8Array(createHash('sha256').update(Uint8Array.of(0)).update(entry).digest()),
  )
  const timed = async (act) => {
    for (const index of indices.slice(0, 5000)) await act(index)
    const cpu = process.cpuUsage()
    for (const index of indices) await act(index)
    return process.cpuUsage(cpu).user / indices.length
  }
  const proofs = new Map()
  const make = await timed(async (index) => {
    proofs.set(index, await log.proofs.inclusion(index, size))
  })
  const check = await timed((index) => {
    const leafHash = hashes[index - 500_000]
    return verifyInclusion({ index, size, root, leafHash, proof: proofs.get(index) })
  })
  return { make, check }
}

function lineOf(name, perSecond) {
  return { name, microseconds: 1e6 / perSecond, opsPerSecond: perSecond }
}

function figures({ perSecond, ...more }) {
  return { clock: 'wall', opsPerSecond: perSecond, ratioToBare: null, ratioToPeers: {}, ...more }
}

export const rows = [...deposits, million]
