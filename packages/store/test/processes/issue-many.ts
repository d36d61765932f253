import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { createIssuer } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { openAt } from '../open-at.ts'

/** Issues and revokes on a store and says how fast, and what the process took while it did. */
const [path = '', howMany = '0', revoked = '0'] = process.argv.slice(2)
const [count, toRevoke] = [Number(howMany), Number(revoked)]
const start = 1_800_000_000
const atOnce = 16

const store = await openAt(path)
const signer = await generateSigner()
let now = epochSeconds(start)
const clock = (): EpochSeconds => now
const issuer = createIssuer({
  signer,
  store: store.issued,
  clock,
  listUrl: 'https://hospital.example/status/1',
  listSize: 1_000_000,
  revocation: 'by_issuer_key',
})
const contents = {
  type: 'urn:example:badge:1',
  subject: 'did:example:holder',
  claims: { department: { did: 'did:web:cardiology.example', name: 'Cardiology' } },
  validFrom: now,
  validUntil: epochSeconds(start + 86_400),
}

const rss: number[] = []
const sampleEvery = Math.max(1, Math.floor(count / 80))
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

let next = 0
// As many as will be revoked, and no more: the ids of all would themselves be what grows.
const ids: string[] = []
async function issueOn(): Promise<void> {
  while (next < count) {
    const n = next++
    const { id } = await issuer.issue(contents, { format: 'vc+jwt' })
    if (ids.length < toRevoke && n % Math.max(1, Math.floor(count / toRevoke)) === 0) ids.push(id)
    if (n % sampleEvery === 0) rss.push(process.memoryUsage.rss())
  }
}

const issuing = await seconds(() => Promise.all(Array.from({ length: atOnce }, issueOn)))
now = epochSeconds(start + 60)
const revoking = await seconds(async () => {
  for (const id of ids) await issuer.revoke(id)
})
const publishing = await seconds(() => issuer.publish())
const suspending = await seconds(() =>
  issuer.suspendAll({ department: 'did:web:cardiology.example' }),
)
const [act] = await store.issued.acts(signer.did, 1)
const undoing = await seconds(() => issuer.undo(act?.id ?? ''))
await store.close()

const quarter = Math.floor(rss.length / 4)
const peak = (from: number, to: number): number => Math.max(...rss.slice(from, to))
const result = {
  issued: count,
  issuedPerSecond: Math.round(count / issuing),
  revoked: ids.length,
  revokedPerSecond: Math.round(ids.length / revoking),
  publishSeconds: Number(publishing.toFixed(3)),
  suspendedAtOnce: act?.changed ?? 0,
  suspendAllSeconds: Number(suspending.toFixed(3)),
  undoSeconds: Number(undoing.toFixed(3)),
  rssMiB: {
    secondQuarter: Math.round(peak(quarter, 2 * quarter) / 1_048_576),
    lastQuarter: Math.round(peak(3 * quarter, rss.length) / 1_048_576),
  },
  rssRatio: Number((peak(3 * quarter, rss.length) / peak(quarter, 2 * quarter)).toFixed(3)),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
