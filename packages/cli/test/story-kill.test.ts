import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openStore } from '@fidecura/store'
import { expect, test } from '@jest/globals'
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

/** Plays the story in a process of its own and kills it some time after the second act has begun. */
async function playAndKill(folder: string, afterMs: number): Promise<string> {
  const args = ['--conditions=@fidecura/source', '--no-warnings', command, 'story', '--lang', 'en']
  const child = spawn(process.execPath, [...args, '--out', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let told = ''
  let timer: NodeJS.Timeout | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString()
    if (told.includes(steps.patient_identified)) {
      timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs)
    }
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

test('a story that is killed has kept whatever it had told', async () => {
  const base = mkdtempSync(join(tmpdir(), 'fidecura-kill-'))
  let checked = 0
  let interrupted = 0
  for (let round = 0; round < 30; round++) {
    const folder = join(base, `${round}`)
    const told = await playAndKill(folder, Math.random() * 300)
    if (!told.includes(storyMessagesOf('en').acts.archive)) interrupted++
    // It opens, and goes on.
    const store = await openStore(join(folder, 'stores/hospital.sqlite'))
    await store.close()
    for (const [step, least] of Object.entries(promises)) {
      if (!told.includes(steps[step as keyof typeof promises])) continue
      for (const [kept, number] of Object.entries(least)) {
        expect([round, step, count(folder, kept as Kept) >= number]).toEqual([round, step, true])
        checked++
      }
    }
  }
  rmSync(base, { recursive: true })
  // Else the kills came too late, or nothing had been told when they came.
  expect(interrupted).toBeGreaterThan(10)
  expect(checked).toBeGreaterThan(30)
}, 240_000)
