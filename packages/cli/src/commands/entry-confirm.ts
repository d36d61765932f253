import { signConfirmation } from '@fidecura/consent/entries'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { askWhether, assertAbsent, readInput, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface ConfirmOptions extends KeyOptions {
  readonly bytes: string
  readonly dispute?: boolean
  readonly reason?: string
  readonly yes?: boolean
  readonly out?: string
}

export function addEntryConfirmCommand(entry: Command, { run, help }: Context): void {
  const { frame, shared, consent, entry: group } = help
  const texts = group.confirm
  const command = addKeyOptions(entry.command('confirm <file>'), help, consent.patientKey)
    .description(texts.about)
    .requiredOption('--bytes <file>', group.bytes)
    .option('--dispute', texts.dispute)
    .option('--reason <code>', texts.reason)
    .option('--yes', texts.yes)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'entry confirm entry.jwt --bytes note.json --key patient.key',
    '--out confirmation.jwt',
  )
  command.action(
    run(async (services, file: string, options: ConfirmOptions) => {
      const { environment, output, messages } = services
      const { bytes: path, dispute, reason, out } = options
      if (out !== undefined) await assertAbsent(out)
      const token = await readToken(file, environment)
      const bytes = await readInput(path, environment)
      const verdict = dispute === true ? 'disputed' : 'confirmed'
      const words = messages.entry
      output.progress(words.isAbout(path, bytes.length))
      if (options.yes !== true && !(await askWhether(words.ask[verdict], environment))) {
        output.result(messages.consent.declined, { signed: false })
        return exitCodes.no
      }
      const signer = await openSigner(services, options)
      const issuedAt = environment.clock()
      const why = reason === undefined ? {} : { reason }
      const signed = await inFile(file, () =>
        signConfirmation(token, { signer, bytes, verdict, issuedAt, ...why }),
      )
      if (out !== undefined) await writeNew(out, `${signed}\n`)
      const said = `${words.said[verdict]}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? signed : said, {
        signed: true,
        verdict,
        token: signed,
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}
