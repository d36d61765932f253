import { type Anchor, anchorProofOf } from '@fidecura/chain'
import { issueTrustBundle } from '@fidecura/credentials'
import { parseEvidenceProof } from '@fidecura/evidence'
import type { Answers, Signed, Suspended, Withdrawn, Written } from './acts.ts'
import { archiveFiles } from './archive.ts'
import type { Wish } from './consent.ts'
import { createStoryResolver } from './platform.ts'
import type { Scene } from './scene.ts'

/** What a place without network needs, signed by the authority. */
export async function bundleOf({ stage, cast, doctorA, doctorB }: Scene): Promise<string> {
  const { host, clock } = stage
  const now = clock.advance(1)
  const resolve = createStoryResolver({ host })
  const { authority, hospital, cardiology, orthopaedics } = cast
  const hosted = [hospital, cardiology, orthopaedics]
  const published = await Promise.all(
    [authority, ...hosted].map(async ({ listUrl, publishStatus }) => ({
      url: listUrl,
      ...(await publishStatus()),
    })),
  )
  return issueTrustBundle(
    {
      sequence: 1,
      issuedAt: now,
      documents: await Promise.all(hosted.map(({ did }) => resolve(did, { at: now, now }))),
      lists: published.map(({ url, list }) => ({ url, token: list, fetchedAt: now })),
      histories: published.map(({ url, history }) => ({ url, token: history, fetchedAt: now })),
      chain: [...new Set([...doctorA.chain, ...doctorB.chain])],
    },
    { signer: authority.signer },
  )
}

/** What the acts have left behind. */
export interface Kept {
  readonly heldAt: number
  readonly wish: Wish
  readonly signed: Signed
  readonly answers: Answers
  readonly written: Written
  readonly suspended: Suspended
  readonly withdrawn: Withdrawn
  readonly before: unknown
  readonly after: unknown
  readonly bundle: string
  /** Absent where this machine has no chain. */
  readonly anchor: Anchor | undefined
}

/** Writes every file of the archive, and last the manifest that names them. */
export async function keep(
  { stage, vault, identity, doctorA, doctorB, accreditations }: Scene,
  kept: Kept,
): Promise<void> {
  const { wish, signed, written, suspended, withdrawn } = kept
  const { deposits } = written
  const contents: Readonly<
    Record<Exclude<keyof typeof archiveFiles, 'manifest' | 'anchorProof'>, string | Uint8Array>
  > = {
    bundle: kept.bundle,
    identity: identity.token,
    licenceA: doctorA.licence.token,
    licenceB: doctorB.licence.token,
    roleA: doctorA.role.token,
    roleAReceipt: written.roleReceipt,
    roleB: doctorB.role.token,
    accreditationHospital: accreditations.hospital.token,
    accreditationCardiology: accreditations.cardiology.token,
    accreditationOrthopaedics: accreditations.orthopaedics.token,
    source: wish.bytes,
    text: signed.text,
    statement: signed.token,
    statementReceipt: signed.receipt,
    statementSet: JSON.stringify(kept.before),
    withdrawal: withdrawn.withdrawal,
    withdrawalReceipt: withdrawn.receipt,
    finalSet: JSON.stringify(kept.after),
    entryBytes: written.bytes,
    entry: written.entry,
    entryReceipt: written.entryReceipt,
    confirmation: written.confirmation,
    confirmationReceipt: written.confirmationReceipt,
    statusBefore: written.statusBefore,
    statusAfter: suspended.statusAfter,
    statementProof: signed.deposit.proof,
    entryBytesProof: deposits.bytes.proof,
    entryProof: deposits.entry.proof,
    confirmationProof: deposits.confirmation.proof,
    roleAProof: deposits.role.proof,
    statusBeforeProof: deposits.statusBefore.proof,
    statusAfterProof: suspended.deposit.proof,
    withdrawalProof: withdrawn.deposit.proof,
  }
  const { artefacts } = stage
  for (const [file, content] of Object.entries(contents)) {
    await artefacts.add(archiveFiles[file as keyof typeof archiveFiles], content)
  }
  const { anchor } = kept
  if (anchor !== undefined) {
    const { origin, proofs } = vault.log
    const files = Object.entries(contents).filter(([name]) => name.endsWith('Proof'))
    const indices = files.map(([, file]) => parseEvidenceProof(file as string).log.index)
    const proof = await anchorProofOf({ origin, anchor, indices, proofs })
    await artefacts.add(archiveFiles.anchorProof, proof)
  }
  const manifest = { heldAt: kept.heldAt, files: Object.fromEntries(artefacts.digests) }
  await artefacts.add(archiveFiles.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`)
}
