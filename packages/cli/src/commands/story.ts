import { join, resolve } from 'node:path'
import type { JsonValue } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { checkArchive } from '../story/archive.ts'
import { storyMessagesOf } from '../story/messages.ts'
import { createRecorder } from '../story/recorder.ts'
import { playStory } from '../story/story.ts'
import { createTeller } from '../story/teller.ts'

interface StoryCommandOptions {
  readonly consent?: string
  readonly out?: string
}

export function addStoryCommand(program: Command, { run }: Context): void {
  const story = program
    .command('story')
    .description('play the main job: vouch, consent, verify, decide, suspend, withdraw, attack')
    .option('--consent <file>', 'a FHIR R4 or R5 Consent as the patient’s wish')
    .option('--out <folder>', 'a new folder for the files; default out/story-<time>')
    .action(
      run(async ({ environment, output }, { consent, out }: StoryCommandOptions) => {
        const start = performance.now()
        const folder = resolve(out ?? join('out', `story-${Date.now()}`))
        const teller = createTeller({ environment, output })
        const { steps, artefacts } = await playStory(
          { folder, told: teller, ...(consent === undefined ? {} : { consent: resolve(consent) }) },
          environment,
        )
        const failed = steps.filter(({ outcome }) => outcome === 'failed')
        const messages = storyMessagesOf(environment.language)
        const attacks = steps.filter(({ name }) => name.startsWith('attack_')).length
        const seconds = ((performance.now() - start) / 1000).toFixed(1)
        const closing =
          failed.length > 0 ? messages.failed(failed.length) : messages.done(seconds, attacks)
        output.result(`\n${closing}\n${messages.filesIn(folder)}`, {
          steps: steps.map((step) => ({ ...step })) as unknown as JsonValue,
          artefacts: { folder, files: Object.fromEntries(artefacts.digests) },
        })
        return failed.length > 0 ? exitCodes.no : exitCodes.yes
      }),
    )

  story
    .command('check <folder>')
    .description('verify the files of a story once more, without network')
    .requiredOption('--root <did>', 'the one DID to trust')
    .action(
      run(async ({ environment, output }, folder: string, { root }: { readonly root: string }) => {
        const teller = createTeller({ environment, output })
        const recorder = createRecorder(() => performance.now(), teller.step)
        const options = { folder, root: parseDid(root), now: environment.clock(), recorder }
        await checkArchive(options).catch((error: unknown) => {
          if (!recorder.steps.some(({ outcome }) => outcome === 'failed')) throw error
        })
        output.result('', {
          steps: recorder.steps.map((step) => ({ ...step })) as unknown as JsonValue,
        })
        const failed = recorder.steps.some(({ outcome }) => outcome === 'failed')
        return failed ? exitCodes.no : exitCodes.yes
      }),
    )
}
