import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { epochSeconds, type Fetch, type JsonObject } from '@fidecura/base'
import {
  createCosigners,
  createEvidence,
  createMemoryEvidenceStore,
  createMemoryWitnessState,
  createWitness,
  createWitnessHandler,
  noteKeyOf,
  openLog,
} from '@fidecura/evidence'
import { digestOf, generateSigner } from '@fidecura/identity'
import { beforeAll, expect, test } from '@jest/globals'
import { createDesk, createTemplateDesk, type Desk, noon } from './support.ts'

let played: Desk
let trusted: readonly string[]

const realTime = (desk: Desk): void => void desk.clock.advance(Math.floor(Date.now() / 1000) - noon)

beforeAll(async () => {
  played = createTemplateDesk()
  realTime(played)
  const { json } = await played.yes(['story', '--json', '--out', played.path('story')])
  trusted = json['trusted'] as unknown as string[]
}, 60_000)

/** An archive in which somebody changed files, and the manifest with them: nothing signs that. */
async function changed(change: (folder: string) => void): Promise<{ desk: Desk; folder: string }> {
  const desk = createDesk()
  realTime(desk)
  const folder = desk.path('story')
  cpSync(played.path('story'), folder, { recursive: true })
  change(folder)
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  for (const name of Object.keys(manifest.files)) {
    manifest.files[name] = await digestOf(readFileSync(join(folder, name)))
  }
  writeFileSync(path, JSON.stringify(manifest))
  return { desk, folder }
}

async function checked(
  change: (folder: string) => void,
  believed: readonly string[] = trusted,
): Promise<JsonObject | undefined> {
  const { desk, folder } = await changed(change)
  const { json } = await desk.run(['story', 'check', folder, ...believed, '--json'])
  return (json['steps'] as readonly JsonObject[]).at(-1)
}

const copy = (from: string, to: string) => (folder: string) =>
  cpSync(join(folder, from), join(folder, to))

test('an archive that nobody changed holds once more, for whoever says whom to believe', async () => {
  expect(await checked(() => undefined)).toMatchObject({
    name: 'archive_anchored',
    outcome: 'ok',
  })
})

test('an archive is held to what somebody read from the chain, and says nothing of it to others', async () => {
  const at = trusted.indexOf('--anchor') + 1
  const nobody = () => undefined
  expect(await checked(nobody, trusted.slice(0, at - 1))).toMatchObject({
    name: 'archive_versions_linked',
    outcome: 'ok',
  })
  const [size = '', root = ''] = trusted[at]?.split('=') ?? []
  const otherRoot = `${size}=${'0'.repeat(root.length)}`
  const otherSize = `${Number(size) + 1}=${root}`
  for (const anchor of [otherRoot, otherSize]) {
    expect(await checked(nobody, trusted.with(at, anchor))).toMatchObject({
      name: 'archive_anchored',
      ...{ outcome: 'failed', code: 'anchor_mismatch' },
    })
  }
  const { desk, folder } = await changed(nobody)
  const wrong = [
    'story',
    'check',
    folder,
    ...trusted.with(at, `${size}=${root.slice(1)}`),
    '--json',
  ]
  expect((await desk.run(wrong)).json).toMatchObject({
    error: { code: 'usage', place: '--anchor' },
  })
})

test.each([
  [
    'a history of status that is not the one that was deposited',
    copy('credentials/status-before.jwt', 'credentials/status-after.jwt'),
    'archive_evidence_verified',
    'evidence_content_mismatch',
  ],
  [
    'the proof of another deposit',
    copy('evidence/entry.proof.json', 'evidence/withdrawal.proof.json'),
    'archive_evidence_verified',
    'evidence_content_mismatch',
  ],
  [
    'a version in the place of the next one',
    (folder: string) => {
      copy('credentials/status-before.jwt', 'credentials/status-after.jwt')(folder)
      copy('evidence/status-before.proof.json', 'evidence/status-after.proof.json')(folder)
    },
    'archive_versions_linked',
    'story_otherwise',
  ],
  [
    'the receipt of another entry',
    copy('entry/confirmation.receipt.jwt', 'entry/entry.receipt.jwt'),
    'archive_entry_verified',
    'story_otherwise',
  ],
  [
    'no proof of what is anchored',
    (folder: string) => {
      const path = join(folder, 'evidence/anchor.json')
      writeFileSync(
        path,
        JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), entries: [] }),
      )
    },
    'archive_anchored',
    'anchor_behind',
  ],
])('an archive with %s does not hold', async (_, change, name, code) => {
  expect(await checked(change)).toMatchObject({ name, outcome: 'failed', code })
})

test('an archive with proofs of somebody else’s deposits does not hold, though they prove every time', async () => {
  const { desk, folder } = await changed(() => undefined)
  const believed = await depositAnew(folder)
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  for (const name of Object.values(deposits)) {
    manifest.files[name] = await digestOf(readFileSync(join(folder, name)))
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  const { json } = await desk.run(['story', 'check', folder, ...believed, '--json'])
  expect((json['steps'] as readonly JsonObject[]).at(-1)).toMatchObject({
    name: 'archive_evidence_verified',
    ...{ outcome: 'failed', code: 'story_otherwise', place: 'statementProof' },
  })
})

/** Each file that a story deposits, and its proof. */
const deposits = {
  'consent/statement.jwt': 'evidence/statement.proof.json',
  'entry/observation.fhir.json': 'evidence/observation.proof.json',
  'entry/entry.jwt': 'evidence/entry.proof.json',
  'entry/confirmation.jwt': 'evidence/confirmation.proof.json',
  'credentials/role-a.sd-jwt': 'evidence/role-a.proof.json',
  'credentials/status-before.jwt': 'evidence/status-before.proof.json',
  'credentials/status-after.jwt': 'evidence/status-after.proof.json',
  'consent/withdrawal.jwt': 'evidence/withdrawal.proof.json',
}

/** The same files in a log and under a witness that anybody may run, by a depositor that nobody knows. */
async function depositAnew(folder: string): Promise<readonly string[]> {
  const read = (name: string): Buffer => readFileSync(join(folder, name))
  const { heldAt } = JSON.parse(read('manifest.json').toString())
  const clock = () => epochSeconds(heldAt)
  const ed25519 = { algorithm: 'EdDSA' } as const
  const [signer, own] = [await generateSigner(ed25519), await generateSigner(ed25519)]
  const log = await noteKeyOf('log.stranger.example', 'log', signer.publicKey)
  const witness = await createWitness({
    ...{ name: 'w.stranger.example', signer: own, logs: [log], clock },
    state: createMemoryWitnessState(),
  })
  const answer = createWitnessHandler(witness)
  const fetch: Fetch = (to, init) => answer(new Request(to, init as RequestInit))
  const known = { key: witness.key, operator: 'stranger', url: 'https://w.stranger.example' }
  const cosigners = createCosigners({ witnesses: [known], quorum: 1, fetch, clock })
  const store = createMemoryEvidenceStore()
  const opened = await openLog({ origin: log.name, store, signer, cosigners })
  const evidence = createEvidence({ signer: own, log: opened, store, clock })
  for (const [name, proof] of Object.entries(deposits)) {
    const { id } = await evidence.deposit(read(name), { idempotencyKey: name })
    writeFileSync(join(folder, proof), await evidence.proofOf(id, 1, 'depositor'))
  }
  await opened.close()
  const root = trusted[1] ?? ''
  return ['--root', root, '--log', log.text, '--witness', `stranger=${witness.key.text}`]
}

test('an archive proves no time to whoever believes another log, or a witness that did not sign', async () => {
  const { publicKey } = await generateSigner({ algorithm: 'EdDSA' })
  const [log = '', key = ''] = [trusted[3], trusted[5]]
  const otherLog = await noteKeyOf(log.split('+', 1)[0] ?? '', 'log', publicKey)
  const nobody = () => undefined
  expect(await checked(nobody, trusted.with(3, otherLog.text))).toMatchObject({
    outcome: 'failed',
    code: 'note_not_signed',
  })
  const stranger = await noteKeyOf('witness.stranger.example', 'witness', publicKey)
  expect(await checked(nobody, trusted.with(5, `stranger=${stranger.text}`))).toMatchObject({
    outcome: 'failed',
    code: 'witness_quorum_missing',
  })
  expect(key).toMatch(/^university=/)
})
