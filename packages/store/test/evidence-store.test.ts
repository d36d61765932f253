import { readFileSync } from 'node:fs'
import {
  createMemoryEvidenceStore,
  createMemoryReaderState,
  createMemoryWitnessState,
  parseEvidenceProof,
} from '@fidecura/evidence'
import { describe, expect, test } from '@jest/globals'
import { at, bytes, clinic, evidenceContract } from './evidence-contract.ts'
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
