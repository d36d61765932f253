import { addWitnessProofs, witnessDidLog } from '@fidecura/identity/webvh'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { replaceFile } from '../replace-file.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { readText, readTextIfAny } from '../webvh-settings.ts'

interface WitnessOptions extends KeyOptions {
  readonly known?: string
  readonly proofs: string
}

export function addWebvhWitnessCommand(webvh: Command, { run, help }: Context): void {
  const { frame, webvh: texts } = help
  const command = addKeyOptions(webvh.command('witness <log>'), help, texts.witness.key)
    .description(texts.witness.about)
    .requiredOption('--proofs <file>', texts.witness.proofs)
    .option('--known <log>', texts.witness.known)
  addExample(
    command,
    frame,
    'did webvh witness did.jsonl --key witness.key',
    '--known kept.jsonl --proofs did-witness.json',
  )
  command.action(
    run(async (services, path: string, options: WitnessOptions) => {
      const { environment, output, messages } = services
      const { known: kept, proofs } = options
      const log = await inFile(path, () => readText(path, environment))
      const known = kept && (await inFile(kept, () => readText(kept, environment)))
      const signer = await openSigner(services, options)
      const created = environment.clock()
      const { versionId, proof } = await inFile(path, () =>
        witnessDidLog(log, { signer, created, known }),
      )
      const file = await inFile(proofs, async () =>
        addWitnessProofs(await readTextIfAny(proofs, environment), versionId, [proof]),
      )
      await replaceFile(proofs, file)
      output.result(`${versionId}\n${messages.written(proofs)}`, { versionId, file: proofs })
      return exitCodes.yes
    }),
  )
}
