import { decodeUtf8, encodeUtf8, type JsonObject } from '@fidecura/base'
import { type Anchor, assertAnchored } from '@fidecura/chain'
import {
  createMemoryLogStore,
  createMemoryWitnessState,
  createWitness,
  type Log,
  openLog,
  type ServedLog,
  type SignedCheckpoint,
  verifyCheckpoint,
  verifyEvidence,
} from '@fidecura/evidence'
import type { Written } from './acts.ts'
import { expectThat } from './expect.ts'
import type { PreservedAct } from './preserve.ts'
import type { Scene } from './scene.ts'
import type { Vault } from './vault.ts'

/** What can be done with a record and with proofs of it. */
export async function attackProofs(
  scene: Scene,
  { bytes, entry, deposits }: Written,
): Promise<void> {
  const { stage, vault, platform } = scene
  const { recorder, clock } = stage
  const { resolve } = platform.verifier
  const verify = (proof: string, content: Uint8Array): Promise<unknown> =>
    verifyEvidence(proof, { content, ...vault.trust, resolve, now: clock.now() })

  await recorder.refused('attack_altered_record', 'evidence_content_mismatch', () =>
    verify(deposits.bytes.proof, encodeUtf8(decodeUtf8(bytes).replace('128.0', '118.0'))),
  )
  await recorder.refused('attack_proof_of_another', 'evidence_commitment_mismatch', () => {
    // Digest and size of the entry, and the place in the log of the confirmation.
    const own = JSON.parse(deposits.entry.proof) as JsonObject
    const other = JSON.parse(deposits.confirmation.proof) as JsonObject
    return verify(JSON.stringify({ ...other, content: own['content'] }), encodeUtf8(entry))
  })
}

/** What a log can do that has its own key and writes its history anew, and its witnesses with it. */
export async function attackHistory(
  scene: Scene,
  { checkpoint, anchor }: PreservedAct,
): Promise<void> {
  const { stage, vault } = scene
  const { recorder } = stage
  const { size } = checkpoint

  await recorder.refused('attack_forked_log', 'witness_quorum_missing', async () => {
    const seen = vault.log.published()?.size ?? 0
    const { log, shown } = await forkOf(vault, seen)
    try {
      await vault.cosigners.cosign(shown.note, shown, log.proofs)
    } finally {
      // Each of them keeps what proves the log to have signed two histories.
      expectThat(vault.splitViews.length === vault.witnesses.length, 'said')
    }
  })
  await recorder.refused('attack_split_view', 'log_split_view', async () => {
    // Witnesses that forgot what they signed, or never cared, sign whatever the log shows.
    const { text, ...fork } = await forkOf(vault, size + 3)
    const signatures = await Promise.all(
      vault.witnesses.map(({ name, signer }) => signBlindly(scene, { name, signer }, text)),
    )
    const published = { text: text + signatures.join(''), size: size + 3 }
    vault.show({ ...fork.served, published: () => published })
    return vault.reader.update()
  })
  if (anchor !== undefined) await attackAnchor(scene, anchor)
}

/** For somebody who never saw the log before, and so has nothing of their own to compare. */
async function attackAnchor({ stage, vault }: Scene, anchor: Anchor): Promise<void> {
  await stage.recorder.refused('attack_other_than_anchored', 'anchor_mismatch', async () => {
    const { shown } = await forkOf(vault, anchor.size)
    return assertAnchored(anchor, shown, { index: anchor.size - 1, proof: [] })
  })
}

interface Fork {
  readonly log: Log<null>
  readonly text: string
  readonly shown: SignedCheckpoint
  readonly served: Pick<ServedLog, 'origin' | 'store'>
}

/** Another history of the same log, under its own key. */
async function forkOf({ log: { origin }, logKey, logSigner }: Vault, size: number): Promise<Fork> {
  const store = createMemoryLogStore<null>()
  const log = await openLog({ origin, store, signer: logSigner, cosigners: 'nobody' })
  for (let index = 0; index < size; index++) await log.add(encodeUtf8(`other ${index}`), null)
  const text = log.published()?.text ?? ''
  return { log, text, shown: await verifyCheckpoint(text, logKey), served: { origin, store } }
}

async function signBlindly(
  { stage, vault }: Scene,
  witness: Pick<Vault['witnesses'][number], 'name' | 'signer'>,
  text: string,
): Promise<string> {
  const { addCheckpoint } = await createWitness({
    ...witness,
    logs: [vault.logKey],
    state: createMemoryWitnessState(),
    clock: stage.clock.now,
  })
  return (await addCheckpoint(`old 0\n\n${text}`)).body
}
