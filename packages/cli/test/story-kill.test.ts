import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openStore } from '@fidecura/store'
import { expect, test } from '@jest/globals'
import { startNode } from '../../../test/leftovers.ts'
import { storyMessagesOf } from '../src/story/messages.ts'

const command = fileURLToPath(new URL('../bin/fidecura.js', import.meta.url))
const { steps } = storyMessagesOf('en')

/** What must be in the hospital's store, at the least, once a step was told. */
const promises = {
  patient_identified: { issued: 1 },
  organisations_accredited: { issued: 4 },
  doctor_licensed: { issued: 5 },
  role_granted: { issued: 6 },
  consent_registered: { statement: 1 },
  consent_deposited: { deposit: 1 },
  entry_confirmed: { stamp: 1 },
  entry_deposited: { deposit: 6 },
  role_suspended: { change: 1 },
  status_deposited: { deposit: 7 },
  withdrawal_registered: { withdrawal: 1 },
  withdrawal_deposited: { deposit: 8 },
} as const satisfies Partial<Record<keyof typeof steps, Readonly<Record<string, number>>>>

type Kept = 'issued' | 'statement' | 'stamp' | 'change' | 'withdrawal' | 'deposit'

const queries: Readonly<Record<Kept, string>> = {
  issued: 'SELECT count(*) AS n FROM issued',
  statement: "SELECT count(*) AS n FROM register_entry WHERE kind = 'statement'",
  stamp: "SELECT count(*) AS n FROM register_entry WHERE kind = 'stamp'",
  change: "SELECT count(*) AS n FROM status_change WHERE value = 'suspended'",
  deposit: 'SELECT count(*) AS n FROM evidence_entry',
  withdrawal: "SELECT count(*) AS n FROM register_entry WHERE kind = 'withdrawal'",
}

/** Plays the story in a process of its own and kills it so long after it has told of a step. */
async function playAndKill(folder: string, step: Step, afterMs: number): Promise<string> {
  const child = startNode([command, 'story', '--lang', 'en', '--out', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let told = ''
  let timer: NodeJS.Timeout | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString()
    if (!told.includes(steps[step])) return
    // Not even a turn later, where it is to die at once: it goes on meanwhile.
    if (afterMs === 0) child.kill('SIGKILL')
    else timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  await new Promise((resolve) => child.on('close', resolve))
  clearTimeout(timer)
  return told
}

function count(folder: string, kept: Kept): number {
  const database = new DatabaseSync(join(folder, 'stores/hospital.sqlite'), { readOnly: true })
  const { n } = database.prepare(queries[kept]).get() as { n: number }
  database.close()
  return n
}

type Step = keyof typeof promises

test('a story that is killed has kept whatever it had told', async () => {
  const base = mkdtempSync(join(tmpdir(), 'fidecura-kill-'))
  const names = Object.keys(promises) as Step[]
  // Right after each promise, which is when it would show that it was made too early; and at any time, of which
  // `npm run evidence-kill -- 30` tries more.
  const atOnce = names.map((step) => [step, 0] as const)
  const later = Array.from(
    { length: Number(process.env['FIDECURA_KILL_ROUNDS'] ?? 1) },
    () => ['patient_identified', 1 + Math.random() * 300] as const,
  )
  let checked = 0
  let interrupted = 0
  for (const [round, [last, afterMs]] of [...atOnce, ...later].entries()) {
    const folder = join(base, `${round}`)
    const told = await playAndKill(folder, last, afterMs)
    expect(told).toContain(steps[last])
    if (!told.includes(storyMessagesOf('en').acts.archive)) interrupted++
    // It opens, and goes on.
    const store = await openStore(join(folder, 'stores/hospital.sqlite'))
    await store.close()
    for (const [step, least] of Object.entries(promises)) {
      if (!told.includes(steps[step as Step])) continue
      for (const [kept, number] of Object.entries(least)) {
        expect([round, step, count(folder, kept as Kept) >= number]).toEqual([round, step, true])
        checked++
      }
    }
  }
  rmSync(base, { recursive: true })
  // Else the kills came too late, or nothing had been told when they came. A busy machine is late with some.
  expect(interrupted).toBeGreaterThan(3)
  expect(checked).toBeGreaterThan(30)
}, 240_000)
