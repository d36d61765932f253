import { join } from 'node:path'
import { CodedError } from '@fidecura/base'
import { typeFilesOf } from '@fidecura/credentials/types'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { wrongOption } from '../options.ts'
import { replaceFile } from '../replace-file.ts'

interface TypesOptions {
  readonly out: string
  readonly origin: string
}

export function addTypesCommand(credential: Command, { run, help }: Context): void {
  const { frame, credential: group } = help
  const texts = group.types
  const command = credential
    .command('types')
    .description(texts.about)
    .requiredOption('--out <directory>', texts.out)
    .requiredOption('--origin <url>', texts.origin)
  addExample(
    command,
    frame,
    'credential types --out ./www --origin https://hospital.example',
  ).action(
    run(async ({ output, messages }, { out, origin }: TypesOptions) => {
      const files = await filesOf(origin)
      const written = files.map(({ path, integrity, vct }) => {
        const typed = vct === undefined ? {} : { vct }
        return { file: join(out, ...path.split('/')), path, integrity, ...typed }
      })
      for (const [index, { file }] of written.entries()) {
        await replaceFile(file, files[index]?.text ?? '')
      }
      const lines = written.map(({ file, integrity }) => `${messages.written(file)}  ${integrity}`)
      output.result(lines.join('\n'), { files: written })
      return exitCodes.yes
    }),
  )
}

async function filesOf(origin: string): ReturnType<typeof typeFilesOf> {
  try {
    return await typeFilesOf(origin)
  } catch (error) {
    throw CodedError.is(error) ? wrongOption('--origin') : error
  }
}
