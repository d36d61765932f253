import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { createCommonResolver, generateSigner, type Signer } from '@fidecura/identity'
import { createEvidence, type EvidenceOptions } from '../src/deposit/evidence.ts'
import type { EvidenceStore } from '../src/deposit/evidence-store.ts'
import { createMemoryEvidenceStore } from '../src/deposit/memory-evidence-store.ts'
import type { EvidenceTrust } from '../src/deposit/verify-evidence.ts'
import { openLog } from '../src/log/log.ts'
import type { Cosigners } from '../src/log/publisher.ts'
import { noteKeyOf } from '../src/note/note-key.ts'
import { formatNote, parseSignature } from '../src/note/signed-note.ts'
import { formatAddCheckpoint } from '../src/witness/add-checkpoint.ts'
import { createWitness, type Witness } from '../src/witness/witness.ts'
import { createMemoryWitnessState } from '../src/witness/witness-state.ts'

export const noon = epochSeconds(1_790_000_000)

/** Signs without a network, as a witness does with one. */
function asked(witness: Witness): Cosigners {
  let older = 0
  return {
    cosign: async (note, head, proofs) => {
      const proof = await proofs.consistency(older, head.size)
      const request = formatAddCheckpoint({ older, proof, checkpoint: formatNote(note) })
      const { status, body } = await witness.addCheckpoint(request)
      if (status !== 200) throw new Error(`The witness said ${status}`)
      older = head.size
      return [parseSignature(body.trimEnd())]
    },
  }
}

/** A clinic that deposits, its log and a witness, all of one process. */
export async function scene(
  changes: Partial<EvidenceOptions> & { readonly store?: EvidenceStore } = {},
) {
  let now = noon
  const clock = (): EpochSeconds => now
  const origin = 'log.clinic.example/2026'
  const ed25519 = { algorithm: 'EdDSA' } as const
  const logSigner = await generateSigner(ed25519)
  const signer: Signer = changes.signer ?? (await generateSigner(ed25519))
  const logKey = await noteKeyOf(origin, 'log', logSigner.publicKey)
  const witness = await createWitness({
    name: 'witness.example',
    signer: await generateSigner(ed25519),
    logs: [logKey],
    state: createMemoryWitnessState(),
    clock,
  })
  const store = changes.store ?? createMemoryEvidenceStore()
  const log = await openLog({ origin, store, signer: logSigner, cosigners: asked(witness) })
  const evidence = createEvidence({ signer, log, store, clock, ...changes })
  const trust: EvidenceTrust = {
    logs: [logKey],
    witnesses: { witnesses: [{ key: witness.key, operator: 'university' }], quorum: 1 },
  }
  const resolve = createCommonResolver({
    fetch: async () => new Response(null, { status: 404 }),
  })
  return {
    evidence,
    log,
    store,
    signer,
    clock,
    trust,
    resolve,
    witness,
    setTime: (instant: EpochSeconds) => {
      now = instant
    },
  }
}
