import { encodeUtf8 } from '@fidecura/base'
import { type Anchor, assertAnchored } from '@fidecura/chain'
import { verifyCheckpoint, verifyEvidence, type WitnessedCheckpoint } from '@fidecura/evidence'
import {
  createSignInChallenge,
  proveSignIn,
  type Signer,
  type VerifiedSignIn,
  verifySignIn,
} from '@fidecura/identity'
import type { Written } from './acts.ts'
import type { StoryChain } from './chain.ts'
import { expectThat } from './expect.ts'
import type { Scene } from './scene.ts'
import { vaultPlace } from './vault.ts'

/** What is known of the log once it was read and anchored. */
export interface PreservedAct {
  readonly checkpoint: WitnessedCheckpoint
  /** Absent where this machine has no chain. */
  readonly anchor: Anchor | undefined
}

/** What the hospital once deposited, and is asked to erase. */
const letter = encodeUtf8('A letter that was filed under the wrong patient.')

/** Act seven: who may know what of the evidence, what a chain keeps of it, and how it ends. */
export async function preserve(
  scene: Scene,
  { deposits }: Written,
  startChain: () => Promise<StoryChain | undefined>,
): Promise<PreservedAct> {
  const { stage, cast, vault, platform } = scene
  const { recorder, clock } = stage
  const { evidence, log, reader } = vault
  const before = await recorder.step('log_read', () => reader.update())
  await recorder.step('evidence_looked_up', async () => {
    const { id } = deposits.entry
    const { versions } = await evidence.lookUp(id, await signedIn(scene, cast.patient))
    expectThat(versions.length === 1, 'versions')
    const events = await evidence.accesses(id, await signedIn(scene, cast.patient))
    expectThat(
      events.some(({ reader: who }) => who === cast.patient.did),
      'accesses',
    )
  })
  await recorder.refused('look_up_refused', 'evidence_not_found', async () =>
    evidence.lookUp(deposits.entry.id, await signedIn(scene, cast.doctorB)),
  )

  const kept = await vault.preserve(letter, { mediaType: 'text/plain' })
  await evidence.placeHold(kept.id, 'court_order')
  await recorder.refused('erase_on_hold_refused', 'evidence_on_hold', () => evidence.erase(kept.id))
  const erasedAfter = log.published()?.size ?? 0
  await recorder.step('deposit_erased', async () => {
    await evidence.releaseHold(kept.id, 'court_order')
    await evidence.erase(kept.id)
    expectThat(log.published()?.size === erasedAfter + 1, 'tombstone')
  })
  await recorder.refused('erased_is_gone', 'evidence_erased', () =>
    evidence.proofOf(kept.id, kept.number, 'depositor'),
  )
  await recorder.step('old_proof_stands', async () => {
    const { resolve } = platform.verifier
    const options = { content: letter, ...vault.trust, resolve, now: clock.now() }
    const { depositor } = await verifyEvidence(kept.proof, options)
    expectThat(depositor === cast.hospital.did, 'depositor')
  })

  const checkpoint = await recorder.step('log_goes_on', async () => {
    const after = await reader.update()
    expectThat(after.size > before.size, 'size')
    return after
  })
  return { checkpoint, anchor: await anchor(scene, checkpoint, startChain) }
}

/** On a chain of the story's own, where this machine has the program for one. */
async function anchor(
  { stage, vault }: Scene,
  checkpoint: WitnessedCheckpoint,
  startChain: () => Promise<StoryChain | undefined>,
): Promise<Anchor | undefined> {
  const { recorder, clock } = stage
  const { origin } = vault.log
  const chain = await startChain()
  if (chain === undefined) return undefined
  await recorder.step('checkpoint_anchored', () => chain.anchor(checkpoint, clock.now))
  const found = await recorder.step('anchor_read_back', () => chain.read(origin))
  await recorder.step('log_held_to_anchor', async () => {
    const { text } = await vault.reader.update()
    const shown = await verifyCheckpoint(text, vault.logKey)
    const proof = await vault.log.proofs.consistency(found.size, shown.size)
    await assertAnchored(found, shown, { index: checkpoint.size - 1, proof })
  })
  return found
}

/** Answers a question of the hospital's with their own key. */
async function signedIn({ stage, platform }: Scene, signer: Signer): Promise<VerifiedSignIn> {
  const now = stage.clock.now()
  const challenge = createSignInChallenge({ ...vaultPlace, now })
  const proof = await proveSignIn(challenge, { ...vaultPlace, signer, now })
  const { resolve } = platform.verifier
  const uses = stage.store.replay
  return verifySignIn(proof, { challenge, ...vaultPlace, tenant: '', resolve, uses, now })
}
