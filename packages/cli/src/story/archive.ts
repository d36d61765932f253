import { readdir, readFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join, relative, sep } from 'node:path'
import { decodeUtf8, type EpochSeconds, isJsonObject, parseJson } from '@fidecura/base'
import { assertEvidenceAnchored } from '@fidecura/chain'
import {
  createMemoryWordState,
  type StatementSet,
  verifyReceipt,
  verifyStatementSet,
} from '@fidecura/consent'
import { verifyConfirmedEntry } from '@fidecura/consent/entries'
import {
  assertVerifiedCredential,
  createVerifier,
  credentialTypes,
  decodeCredential,
  openTrustBundle,
  type TrustBundle,
} from '@fidecura/credentials'
import {
  createEvidenceTimeProofVerifier,
  type EvidenceTrust,
  type TreeHead,
  type VerifiedEvidence,
  verifyEvidence,
} from '@fidecura/evidence'
import { type Did, digestOf, type ProvenTime, proveTime } from '@fidecura/identity'
import { expectThat } from './expect.ts'
import type { Recorder } from './recorder.ts'

export interface ArchiveOptions {
  readonly folder: string
  /** The one DID that is trusted; it signed the bundle, too. */
  readonly root: Did
  /** The log of evidence, and the witnesses that must all have signed. */
  readonly evidence: EvidenceTrust
  /** What a chain has of that log, from whoever looked there. Without it, nothing is said of any chain. */
  readonly anchor: TreeHead | undefined
  readonly now: EpochSeconds
  readonly recorder: Recorder
}

/** Every name that an archive's file may have; what it must be follows from it. */
export const archiveFiles = {
  bundle: 'trust-bundle.jwt',
  manifest: 'manifest.json',
  identity: 'credentials/patient-identity.sd-jwt',
  licenceA: 'credentials/licence-a.sd-jwt',
  licenceB: 'credentials/licence-b.sd-jwt',
  roleA: 'credentials/role-a.sd-jwt',
  roleAReceipt: 'credentials/role-a.receipt.jwt',
  roleB: 'credentials/role-b.sd-jwt',
  accreditationHospital: 'credentials/accreditation-hospital.jwt',
  accreditationCardiology: 'credentials/accreditation-cardiology.jwt',
  accreditationOrthopaedics: 'credentials/accreditation-orthopaedics.jwt',
  source: 'consent/source.fhir.json',
  text: 'consent/text-shown.txt',
  statement: 'consent/statement.jwt',
  statementReceipt: 'consent/statement.receipt.jwt',
  statementSet: 'consent/register-before.json',
  withdrawal: 'consent/withdrawal.jwt',
  withdrawalReceipt: 'consent/withdrawal.receipt.jwt',
  finalSet: 'consent/register-after.json',
  entryBytes: 'entry/observation.fhir.json',
  entry: 'entry/entry.jwt',
  entryReceipt: 'entry/entry.receipt.jwt',
  confirmation: 'entry/confirmation.jwt',
  confirmationReceipt: 'entry/confirmation.receipt.jwt',
  statusBefore: 'credentials/status-before.jwt',
  statusAfter: 'credentials/status-after.jwt',
  statementProof: 'evidence/statement.proof.json',
  entryBytesProof: 'evidence/observation.proof.json',
  entryProof: 'evidence/entry.proof.json',
  confirmationProof: 'evidence/confirmation.proof.json',
  roleAProof: 'evidence/role-a.proof.json',
  statusBeforeProof: 'evidence/status-before.proof.json',
  statusAfterProof: 'evidence/status-after.proof.json',
  withdrawalProof: 'evidence/withdrawal.proof.json',
  /** Of all of them. Only where there was a chain. */
  anchorProof: 'evidence/anchor.json',
} as const

/** What was deposited, each with its proof file. */
const deposits = [
  ['statement', 'statementProof'],
  ['entryBytes', 'entryBytesProof'],
  ['entry', 'entryProof'],
  ['confirmation', 'confirmationProof'],
  ['roleA', 'roleAProof'],
  ['statusBefore', 'statusBeforeProof'],
  ['statusAfter', 'statusAfterProof'],
  ['withdrawal', 'withdrawalProof'],
] as const

type ArchiveFile = keyof typeof archiveFiles

/** Act eight: everything is verified once more, from disk, with nobody to ask. */
export async function checkArchive(options: ArchiveOptions): Promise<void> {
  const { connect } = Socket.prototype
  // Until it is done this process connects to nobody, whatever is asked of it.
  Socket.prototype.connect = () => {
    throw new Error('The network is switched off')
  }
  try {
    await checkFiles(options)
  } finally {
    Socket.prototype.connect = connect
  }
}

async function checkFiles(options: ArchiveOptions): Promise<void> {
  const { folder, root, now, recorder, evidence } = options
  const read = (file: ArchiveFile): Promise<Uint8Array> =>
    readFile(join(folder, archiveFiles[file]))
  const text = async (file: ArchiveFile): Promise<string> => decodeUtf8(await read(file))
  const heldAt = await recorder.step('archive_files_whole', () => checkManifest(folder))
  const bundle = await recorder.step('archive_bundle_opened', async () =>
    openTrustBundle(await text('bundle'), {
      signer: root,
      state: memoryBundleState(),
      now,
      purpose: 'archive',
    }),
  )
  // The present of an archive is the instant that it knows about.
  const { asKnownAt: known = now } = bundle
  const { verifier, chain } = archiveVerifier(bundle, root, known)
  const { credential } = await decodeCredential(await text('identity'))
  const register = credential.issuer
  const trusted = { did: register, keys: 'any' } as const
  const { resolve } = bundle
  const proven = async (token: string, proof: ArchiveFile): Promise<ProvenTime> =>
    proveTime(token, {
      proof: await text(proof),
      verify: createEvidenceTimeProofVerifier(evidence),
      now: known,
    })

  const historic = await recorder.step('archive_credentials_held', async () => {
    const roles = [
      ['roleA', 'licenceA'],
      ['roleB', 'licenceB'],
    ] as const
    for (const [role, licence] of roles) {
      const token = await text(role)
      const existedBy = role === 'roleA' ? [await proven(token, 'roleAProof')] : []
      const options = { at: heldAt, now: known, chain, licence: await text(licence), existedBy }
      await verifier.verifyCredentialAsOf(token, options)
    }
    const alone = [
      'licenceA',
      'licenceB',
      'accreditationHospital',
      'accreditationCardiology',
      'accreditationOrthopaedics',
    ] as const
    for (const file of alone) {
      await verifier.verifyCredentialAsOf(await text(file), { at: heldAt, now: known, chain })
    }
    return verifier.verifyCredentialAsOf(await text('identity'), { at: heldAt, now: known, chain })
  })
  await recorder.refused('archive_opens_no_gate', 'credential_historic', async () =>
    assertVerifiedCredential(historic),
  )
  await recorder.refused('archive_is_not_the_present', 'credential_historic', async () =>
    verifier.verifyCredential(await text('identity'), { chain }),
  )

  await recorder.step('archive_consent_verified', async () => {
    const words = createMemoryWordState()
    const verifySet = async (file: ArchiveFile) =>
      verifyStatementSet(JSON.parse(await text(file)) as StatementSet, {
        register: trusted,
        verifier,
        words,
      })
    const [before] = (await verifySet('statementSet')).statements
    const [after] = (await verifySet('finalSet')).statements
    expectThat(before?.withdrawnAt === undefined, 'before')
    expectThat(after?.withdrawnAt !== undefined && after.id === before?.id, 'after')
    await checkReceipt('statement', 'statementReceipt')
    await checkReceipt('withdrawal', 'withdrawalReceipt')
    await checkStatementFiles()
  })

  await recorder.step('archive_entry_verified', async () => {
    const entry = await text('entry')
    const confirmation = await text('confirmation')
    await verifyConfirmedEntry(
      { entry, confirmation, bytes: await read('entryBytes') },
      {
        practitioner: {
          evidence: { role: await text('roleA'), licence: await text('licenceA'), chain },
          existedBy: await proven(entry, 'entryProof'),
        },
        patient: {
          evidence: { identity: await text('identity'), chain },
          existedBy: await proven(confirmation, 'confirmationProof'),
        },
        verifier,
      },
    )
    await checkReceipt('roleA', 'roleAReceipt')
    await checkReceipt('entry', 'entryReceipt')
    await checkReceipt('confirmation', 'confirmationReceipt')
  })

  const proofs = await recorder.step('archive_evidence_verified', async () => {
    const found = new Map<ArchiveFile, VerifiedEvidence>()
    for (const [file, proof] of deposits) {
      const options = { ...evidence, content: await read(file), resolve, now: known }
      const verified = await verifyEvidence(await text(proof), options)
      expectThat(verified.depositor === register, proof)
      found.set(file, verified)
    }
    return found
  })
  await recorder.step('archive_versions_linked', async () => {
    const [first, second] = [proofs.get('statusBefore'), proofs.get('statusAfter')]
    expectThat(first !== undefined && first.number === 1, 'statusBefore')
    expectThat(second?.number === 2 && second.id === first.id, 'statusAfter')
    expectThat(second.previous === first.leafHash, 'previous')
    expectThat(first.existedBy < second.existedBy, 'existedBy')
  })

  const { anchor } = options
  if (anchor !== undefined) {
    await recorder.step('archive_anchored', async () =>
      assertEvidenceAnchored(await text('anchorProof'), { anchor, evidence: [...proofs.values()] }),
    )
  }

  async function checkReceipt(file: ArchiveFile, receipt: ArchiveFile): Promise<void> {
    const { digest } = await verifyReceipt(await text(receipt), {
      register: trusted,
      verifier,
      now: known,
    })
    expectThat(digest === (await digestOf(await text(file))), receipt)
  }

  /** The text and the source lie beside the statement that they were signed in. */
  async function checkStatementFiles(): Promise<void> {
    const { credential: statement } = await decodeCredential(await text('statement'))
    const { source, text: shown } = statement.claims
    expectThat(shown === (await text('text')), 'text')
    const bytes = isJsonObject(source) ? source['bytes'] : undefined
    expectThat(bytes === Buffer.from(await read('source')).toString('base64url'), 'source')
  }
}

/** What says when everything held, and names every file with its digest. */
async function checkManifest(folder: string): Promise<EpochSeconds> {
  const manifest = parseJson(await readFile(join(folder, archiveFiles.manifest)))
  expectThat(isJsonObject(manifest) && isJsonObject(manifest['files']), 'manifest')
  const { files, heldAt } = manifest
  expectThat(isJsonObject(files) && typeof heldAt === 'number', 'manifest')
  const found = await filesIn(folder)
  expectThat(found.length === Object.keys(files).length, 'files')
  for (const path of found) {
    expectThat(files[path] === (await digestOf(await readFile(join(folder, path)))), path)
  }
  return heldAt as EpochSeconds
}

/** All but the manifest itself and the databases, which are nobody's evidence. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .filter((path) => path !== archiveFiles.manifest && !path.startsWith('stores/'))
}

function archiveVerifier(bundle: TrustBundle, root: Did, now: EpochSeconds) {
  const { resolve, status, chain, asKnownAt } = bundle
  const clock = () => now
  const verifier = createVerifier({
    roots: [{ did: root, types: Object.values(credentialTypes) }],
    resolve,
    status,
    clock,
    ...(asKnownAt === undefined ? {} : { asKnownAt }),
  })
  return { verifier, chain }
}

function memoryBundleState() {
  return { load: async () => undefined, advance: async () => true }
}
