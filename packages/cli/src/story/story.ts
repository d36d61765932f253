import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { epochSeconds } from '@fidecura/base'
import { issueTrustBundle } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { openStore } from '@fidecura/store'
import { createLoopbackHost, createTestClock } from '@fidecura/testing'
import { type Environment, readInput } from '../environment.ts'
import { UsageError } from '../usage-error.ts'
import {
  type Answers,
  ask,
  consent,
  type Signed,
  suspend,
  type Withdrawn,
  type Written,
  withdraw,
  write,
} from './acts.ts'
import { archiveFiles } from './archive.ts'
import { type Artefacts, createArtefacts } from './artefacts.ts'
import {
  attackAuthority,
  attackConsents,
  attackPresentations,
  attackStatus,
  attackTime,
  attackTokens,
} from './attacks.ts'
import { readWish, type Wish } from './consent.ts'
import { type ActName, storyMessagesOf } from './messages.ts'
import { parseSteps } from './parse-steps.ts'
import { createStoryResolver } from './platform.ts'
import { createRecorder, type StoryStep } from './recorder.ts'
import { type Scene, setScene } from './scene.ts'
import type { Stage } from './stage.ts'
import { record } from './vouch.ts'

export interface StoryOptions {
  readonly folder: string
  /** A FHIR Consent, R4 or R5; default the story's own. */
  readonly consent?: string
  /** Called as the story goes on. */
  readonly told: StoryTeller
}

/** Where a story goes as it is told. */
export interface StoryTeller {
  act(name: ActName): void
  /** @param reason - Why it failed, in English, where that is known. */
  step(step: StoryStep, reason?: string): void
  text(title: string, text: string): void
}

export interface StoryResult {
  readonly steps: readonly StoryStep[]
  readonly artefacts: Artefacts
}

const ownConsent = fileURLToPath(new URL('../../story/consent-r4.json', import.meta.url))

/** Plays the main job from the first key to the archive, with everything real. */
export async function playStory(
  options: StoryOptions,
  environment: Environment,
): Promise<StoryResult> {
  const { folder, told } = options
  await newFolder(join(folder, 'stores'))
  const store = await openStore(join(folder, 'stores/hospital.sqlite'))
  const host = await createLoopbackHost()
  const artefacts = createArtefacts(folder)
  const recorder = createRecorder(() => performance.now(), told.step)
  // An hour ago, for the acts move it on, and the archive is looked at by the real clock.
  const clock = createTestClock(epochSeconds(environment.clock() - 3600))
  const stage: Stage = { recorder, clock, host, store, artefacts, act: told.act }
  let scene: Scene | undefined
  try {
    scene = await setScene(stage, join(folder, 'stores/platform.sqlite'))
    await playActs(scene, options, environment)
  } catch (error) {
    // The step that failed is written down already; what has no step is not of the story.
    if (!recorder.steps.some(({ outcome }) => outcome === 'failed')) throw error
  } finally {
    await scene?.platformStore.close()
    await host.close()
    await store.close()
  }
  return { steps: recorder.steps, artefacts }
}

async function playActs(
  scene: Scene,
  { consent: file = ownConsent, told, folder }: StoryOptions,
  environment: Environment,
): Promise<void> {
  const { stage, register, cast } = scene
  const { recorder, clock } = stage
  const { language } = environment
  const words = storyMessagesOf(language)

  told.act('consent')
  const wish = await recorder.step('wish_read', async () =>
    readWish(await readInput(file, environment), cast),
  )
  const { fhirVersion, notes } = wish.reading
  told.text(
    words.readAs(fhirVersion),
    notes.map(({ code, place }) => `${place} ${code}`).join('\n'),
  )
  clock.advance(1)
  const heldAt = clock.now()
  const signed = await consent(scene, wish, language)
  told.text(words.textShown, signed.text)
  const before = await register.attest(record)

  told.act('decide')
  const answers = await ask(scene, file === ownConsent, language)
  told.text(words.decision, answers.told)

  told.act('suspend')
  const roleReceipt = await register.stamp(await digestOf(scene.doctorA.role.token))
  const written = await write(scene)
  await suspend(scene, written)

  told.act('withdraw')
  const withdrawn = await withdraw(scene, answers, language)
  told.text(words.decision, withdrawn.told)
  const after = await register.attest(record)

  told.act('attack')
  await attackTokens(scene)
  await attackAuthority(scene)
  await attackStatus(scene)
  await attackPresentations(scene)
  await attackConsents(scene, readWish(await readInput(ownConsent, environment), cast), before)
  const bundle = await bundleOf(scene)
  await attackTime(scene, bundle)

  told.act('archive')
  await keep(scene, {
    heldAt,
    wish,
    signed,
    answers,
    written,
    withdrawn,
    before,
    after,
    bundle,
    roleReceipt,
  })
  for (const step of await checkElsewhere(folder, cast.authority.did)) recorder.add(step)
}

/** What a place without network needs, signed by the authority. */
async function bundleOf({ stage, cast, doctorA, doctorB }: Scene): Promise<string> {
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

interface Kept {
  readonly heldAt: number
  readonly wish: Wish
  readonly signed: Signed
  readonly answers: Answers
  readonly written: Written
  readonly withdrawn: Withdrawn
  readonly before: unknown
  readonly after: unknown
  readonly bundle: string
  readonly roleReceipt: string
}

async function keep(
  { stage, identity, doctorA, doctorB, accreditations }: Scene,
  kept: Kept,
): Promise<void> {
  const { wish, signed, written, withdrawn } = kept
  const contents: Readonly<
    Record<Exclude<keyof typeof archiveFiles, 'manifest'>, string | Uint8Array>
  > = {
    bundle: kept.bundle,
    identity: identity.token,
    licenceA: doctorA.licence.token,
    licenceB: doctorB.licence.token,
    roleA: doctorA.role.token,
    roleAReceipt: kept.roleReceipt,
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
  }
  const { artefacts } = stage
  for (const [file, content] of Object.entries(contents)) {
    await artefacts.add(archiveFiles[file as keyof typeof archiveFiles], content)
  }
  const manifest = { heldAt: kept.heldAt, files: Object.fromEntries(artefacts.digests) }
  await artefacts.add(archiveFiles.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`)
}

/** In a second process, which is given the folder and the one DID to trust. */
async function checkElsewhere(folder: string, root: string): Promise<readonly StoryStep[]> {
  const command = fileURLToPath(new URL('../../bin/fidecura.js', import.meta.url))
  // From sources, as the tests do, the other process must run from sources, too.
  const conditions = import.meta.url.endsWith('.ts') ? ['--conditions=@fidecura/source'] : []
  const args = [
    ...conditions,
    '--no-warnings',
    command,
    'story',
    'check',
    folder,
    '--root',
    root,
    '--json',
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return parseSteps(await text(child.stdout))
}

/** Makes the folder for the databases, which says that the story's folder is not another one's. */
async function newFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await mkdir(path)
  } catch (error) {
    const exists = (error as { readonly code?: unknown } | null)?.code === 'EEXIST'
    throw exists
      ? new UsageError('file_exists', 'There is a story already', { place: path })
      : new UsageError('file_unwritable', 'A folder cannot be made', { place: path })
  }
}
