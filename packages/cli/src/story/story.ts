import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { encodeHex, epochSeconds } from '@fidecura/base'
import type { Anchor } from '@fidecura/chain'
import { openStore } from '@fidecura/store'
import { createLoopbackHost, createTestClock } from '@fidecura/testing'
import { type Environment, readInput } from '../environment.ts'
import { UsageError } from '../usage-error.ts'
import { ask, consent, suspend, withdraw, write } from './acts.ts'
import { type Artefacts, createArtefacts } from './artefacts.ts'
import {
  attackAuthority,
  attackConsents,
  attackPresentations,
  attackStatus,
  attackTime,
  attackTokens,
} from './attacks.ts'
import { attackHistory, attackProofs } from './attacks-on-evidence.ts'
import { type StoryChain, startChain } from './chain.ts'
import { readWish } from './consent.ts'
import { bundleOf, keep } from './keep.ts'
import { type ActName, storyMessagesOf } from './messages.ts'
import { parseSteps } from './parse-steps.ts'
import { preserve } from './preserve.ts'
import { keepPublicTraces } from './public-traces.ts'
import { createRecorder, type StoryStep } from './recorder.ts'
import { type Scene, setScene } from './scene.ts'
import type { Stage } from './stage.ts'
import { record } from './vouch.ts'

export interface StoryOptions {
  readonly folder: string
  /** A FHIR Consent, R4 or R5; default the story's own. */
  readonly consent?: string
  /** Whether to start a chain of its own, where there is a program for one. */
  readonly chain: boolean
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
  /** Whom the second process was told to believe, as options of `story check`. Empty before that is known. */
  readonly trusted: readonly string[]
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
  let anchor: Anchor | undefined
  // Gets ready while the first acts are played.
  const chain = options.chain ? startChain() : Promise.resolve(undefined)
  // Whoever asks for it is told; until then it is nobody's failure.
  chain.catch(() => undefined)
  try {
    scene = await setScene(stage, join(folder, 'stores'))
    anchor = await playActs(scene, options, environment, () => chain)
  } catch (error) {
    // The step that failed is written down already; what has no step is not of the story.
    if (!recorder.steps.some(({ outcome }) => outcome === 'failed')) throw error
  } finally {
    await chain.then((started) => started?.stop()).catch(() => undefined)
    await scene?.vault.close()
    await scene?.platformStore.close()
    await host.close()
    await store.close()
  }
  return {
    steps: recorder.steps,
    artefacts,
    trusted: scene === undefined ? [] : trustedIn(scene, anchor),
  }
}

async function playActs(
  scene: Scene,
  { consent: file = ownConsent, told, folder }: StoryOptions,
  environment: Environment,
  chain: () => Promise<StoryChain | undefined>,
): Promise<Anchor | undefined> {
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
  const written = await write(scene)
  const suspended = await suspend(scene, written)

  told.act('withdraw')
  const withdrawn = await withdraw(scene, answers, language)
  told.text(words.decision, withdrawn.told)
  const after = await register.attest(record)

  told.act('preserve')
  const preserved = await preserve(scene, written, chain)
  const { anchor } = preserved
  told.text(
    words.onChain,
    anchor === undefined ? words.notAnchored : words.anchored(anchor.size, encodeHex(anchor.root)),
  )

  told.act('attack')
  await attackTokens(scene)
  await attackAuthority(scene)
  await attackStatus(scene)
  await attackPresentations(scene)
  await attackConsents(scene, readWish(await readInput(ownConsent, environment), cast), before)
  const bundle = await bundleOf(scene)
  await attackTime(scene, bundle)
  await attackProofs(scene, written)
  await attackHistory(scene, preserved)

  told.act('archive')
  await recorder.step('public_traces_kept', async () => keepPublicTraces(scene, await chain()))
  await keep(scene, {
    heldAt,
    wish,
    signed,
    answers,
    written,
    withdrawn,
    before,
    after,
    suspended,
    bundle,
    anchor,
  })
  for (const step of await checkElsewhere(folder, scene, anchor)) recorder.add(step)
  return anchor
}

/** In a second process, which is given the folder, whom to trust, and what was read from the chain. */
async function checkElsewhere(
  folder: string,
  scene: Scene,
  anchor: Anchor | undefined,
): Promise<readonly StoryStep[]> {
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
    ...trustedIn(scene, anchor),
    '--json',
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return parseSteps(await text(child.stdout))
}

function trustedIn({ cast, vault }: Scene, anchor: Anchor | undefined): readonly string[] {
  const witnesses = vault.witnesses.map(({ operator, key }) => `${operator}=${key.text}`)
  const named = [
    '--root',
    cast.authority.did,
    '--log',
    vault.logKey.text,
    '--witness',
    ...witnesses,
  ]
  if (anchor === undefined) return named
  return [...named, '--anchor', `${anchor.size}=${encodeHex(anchor.root)}`]
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
