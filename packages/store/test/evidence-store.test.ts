import { chmodSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import {
  createMemoryEvidenceStore,
  createMemoryReaderState,
  createMemoryWitnessState,
  parseEvidenceProof,
} from '@fidecura/evidence'
import { describe, expect, test } from '@jest/globals'
import { checkpointStep } from '../src/evidence-steps.ts'
import { migrations } from '../src/schema-steps.ts'
import { at, bytes, clinic, evidenceContract, origin } from './evidence-contract.ts'
import { newPath, openForTest } from './support.ts'

evidenceContract('on SQLite', () => openForTest())
evidenceContract('in memory', async () => {
  const witness = createMemoryWitnessState()
  return {
    evidence: createMemoryEvidenceStore(),
    checkpoints: createMemoryReaderState(),
    witness: () => witness,
  }
})

describe('EvidenceStore on SQLite', () => {
  test('goes on from a file that an earlier version left', async () => {
    const path = newPath()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA application_id = 1179206725')
    database.exec('CREATE TABLE migration (version INTEGER PRIMARY KEY) STRICT')
    for (const [done, step] of migrations.entries()) {
      if (step === checkpointStep) break
      database.exec(step)
      database.prepare('INSERT INTO migration VALUES (?)').run(done + 1)
    }
    const insert = database.prepare('INSERT INTO evidence_log VALUES (?, ?, ?, ?)')
    insert.run(origin, 3, 'of two', 2)
    insert.run('log.example/empty', 1, null, 0)
    database.close()
    chmodSync(path, 0o600)
    const { evidence } = await openForTest(path)
    expect(await evidence.state(origin)).toEqual({ size: 3, checkpoint: 'of two' })
    const empty = { size: 1, checkpoint: undefined }
    expect(await evidence.state('log.example/empty')).toEqual(empty)
    await evidence.publish(origin, 1, 'of one')
    expect(await evidence.state(origin)).toMatchObject({ checkpoint: 'of two' })
  })

  test('leaves nothing of what was erased on the disk', async () => {
    const path = newPath()
    const { evidence: store } = await openForTest(path)
    const { evidence, log } = await at(store)
    const { id } = await evidence.deposit(bytes, { idempotencyKey: 'a', subject: clinic.did })
    const proof = parseEvidenceProof(await evidence.proofOf(id, 1, 'depositor'))
    const secrets = [proof.content.salt, proof.content.digest]
    const found = () =>
      secrets.filter((secret) =>
        ['', '-wal'].some((suffix) => readFileSync(path + suffix).includes(secret)),
      )
    expect(found()).toEqual(secrets)
    await evidence.erase(id)
    expect(found()).toEqual([])
    await log.close()
  })
})
