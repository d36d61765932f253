import { join, resolve } from 'node:path'
import { parseNoteKey } from '@fidecura/evidence'
import { parseDid } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertReadable } from '../environment.ts'
import { readAnchor, readWitnesses } from '../evidence-trust.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readWholeNumber } from '../options.ts'
import { checkArchive } from '../story/archive.ts'
import { storyMessagesOf } from '../story/messages.ts'
import { createRecorder } from '../story/recorder.ts'
import { playStory } from '../story/story.ts'
import { createTeller } from '../story/teller.ts'
import { type AppOptions, addAppOptions } from './serve.ts'

interface StoryCommandOptions {
  readonly consent?: string
  readonly out?: string
  readonly chain: boolean
}

interface ServeStoryOptions extends StoryCommandOptions, AppOptions {
  readonly serve?: boolean
  readonly port: string
  readonly data?: string
  readonly portal?: string
}

interface CheckCommandOptions {
  readonly root: string
  readonly log: string
  readonly witness: readonly string[]
  readonly anchor?: string
}

export function addStoryCommand(program: Command, { run, help }: Context): void {
  const { frame, service, story: texts } = help
  const story = program.command('story').description(texts.about)
  addExample(addAppOptions(story, service), frame, 'story --consent consent.json --out my-story')
    .option('--serve', service.story.serve)
    .option('--port <number>', service.story.port, '8080')
    .option('--data <folder>', service.story.data)
    .option('--portal <file>', service.story.portal)
    .option('--consent <file>', texts.consent)
    .option('--out <folder>', texts.out)
    .option('--no-chain', texts.noChain)
    .action(
      run(async (services, options: ServeStoryOptions) => {
        const { environment, output } = services
        const { consent, out, chain } = options
        if (options.serve === true) {
          const { serveExample } = await import('../service/serve-example.ts')
          const port = readWholeNumber(options.port, '--port')
          await serveExample(services, { ...options, port })
          return exitCodes.yes
        }
        const start = performance.now()
        // Before there is a folder of keys that nobody asked for.
        if (consent !== undefined) await assertReadable(resolve(consent))
        const folder = resolve(out ?? join('out', `story-${Date.now()}`))
        const teller = createTeller({ environment, output })
        const { steps, artefacts, trusted } = await playStory(
          {
            folder,
            chain,
            told: teller,
            ...(consent === undefined ? {} : { consent: resolve(consent) }),
          },
          environment,
        )
        const failed = steps.filter(({ outcome }) => outcome === 'failed')
        const messages = storyMessagesOf(environment.language)
        const attacks = steps.filter(({ name }) => name.startsWith('attack_')).length
        const seconds = ((performance.now() - start) / 1000).toFixed(1)
        const closing =
          failed.length > 0 ? messages.failed(failed.length) : messages.done(seconds, attacks)
        output.result(`\n${closing}\n${messages.filesIn(folder)}`, {
          steps,
          trusted,
          artefacts: { folder, files: Object.fromEntries(artefacts.digests) },
        })
        return failed.length > 0 ? exitCodes.no : exitCodes.yes
      }),
    )

  const check = story.command('check <folder>').description(texts.check.about)
  addExample(
    check,
    frame,
    'story check my-story --root did:key:zDn…',
    '--log "log.hospital.example/2026+1f0c…"',
    '--witness "university=witness.university.example+9a3b…"',
  )
    .requiredOption('--root <did>', texts.check.root)
    .requiredOption('--log <key>', texts.check.log)
    .requiredOption('--witness <operator=key...>', texts.check.witness)
    .option('--anchor <size=root>', texts.check.anchor)
    .action(
      run(async ({ environment, output }, folder: string, trusted: CheckCommandOptions) => {
        const { root, log, witness } = trusted
        const anchor = trusted.anchor === undefined ? undefined : readAnchor(trusted.anchor)
        const evidence = {
          logs: [await parseNoteKey(log)],
          // All of those that are named must have signed.
          witnesses: { witnesses: await readWitnesses(witness), quorum: witness.length },
        }
        const teller = createTeller({ environment, output })
        const recorder = createRecorder(() => performance.now(), teller.step)
        const now = environment.clock()
        const options = { folder, root: parseDid(root), evidence, anchor, now, recorder }
        await checkArchive(options).catch((error: unknown) => {
          if (!recorder.steps.some(({ outcome }) => outcome === 'failed')) throw error
        })
        output.result('', {
          steps: recorder.steps,
        })
        const failed = recorder.steps.some(({ outcome }) => outcome === 'failed')
        return failed ? exitCodes.no : exitCodes.yes
      }),
    )
}
