/**
 * Posts presentations to `fidecura serve --verify-only`, each another one with signatures and status, and beside it to two
 * handlers that check less, and says what each did; then looks whether its memory grows.
 */
import { Agent } from 'node:http'
import { join } from 'node:path'
import { sampleAudience } from '../../packages/cli/src/samples/sample-requests.ts'
import { createLabLoad, type LabLoadOptions } from './lab-load.ts'
import { soak } from './soak.ts'
import { post, root, type Subject, start } from './subject.ts'

interface Asked extends LabLoadOptions {
  readonly count: number
  readonly minutes: number
  readonly leak: number
}
const { count, minutes, leak, ...asked } = JSON.parse(process.argv[2] ?? '') as Asked
/** How many are asked at once, and which part of all. */
const levels = [
  [1, 0.1],
  [8, 0.3],
  [32, 0.6],
] as const
const { folder, issuers, newBody } = await createLabLoad(asked)

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
    JSON.stringify(Object.fromEntries(issuers)),
  ]),
])

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
  const before = await subject.cpu()
  const { took, errors, seconds } = await postAll(subject, bodies[Symbol.iterator](), atOnce)
  const after = await subject.cpu()
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
const warmed = asked.ask === 'presentation' ? [bare, checks, lab] : [lab]
for (const subject of warmed) await postAll(subject, warm[Symbol.iterator](), 8)
// The others verify presentations alone.
for (const [atOnce, share] of asked.ask === 'presentation' ? levels : []) {
  const bodies: string[] = []
  for (let n = 0; n < count * share; n++) bodies.push(await newBody(n))
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

if (minutes > 0) {
  if (leak > 0) lab.leak(leak)
  isClean = (await soak(lab, newBody, minutes, say)) && isClean
}
process.exit(isClean ? 0 : 1)
