import { signRatification } from '@fidecura/consent'
import type { Command } from 'commander'
import { assertActsFor } from '../acting-for.ts'
import type { Context } from '../context.ts'
import { askWhether, assertAbsent, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { readStatementFile } from '../statement-file.ts'

interface RatifyOptions extends KeyOptions {
  readonly identity: string
  readonly yes?: boolean
  readonly out?: string
}

/** The patient takes over what a guardian or proxy agreed to, so that it outlives their authority. */
export function addRatifyCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, consent: group, life } = help
  const command = addKeyOptions(consent.command('ratify <file>'), help, group.patientKey)
    .description(life.ratify.about)
    .requiredOption('--identity <file>', group.identity)
    .option('--yes', group.sign.yes)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'consent ratify consent.jwt --key patient.key',
    '--identity identity.jwt --out ratified.jwt',
  )
  command.action(
    run(async (services, file: string, options: RatifyOptions) => {
      const { environment, output, messages } = services
      const { out, yes, key } = options
      if (out !== undefined) await assertAbsent(out)
      const statement = await readStatementFile(file, environment)
      const signer = await openSigner(services, options)
      const acting = { signer, key, as: undefined, options, environment }
      await assertActsFor(statement.record, acting)
      output.show(`${messages.life.agreeTo}\n\n${statement.text}\n`)
      if (yes !== true && !(await askWhether(messages.life.askRatify, environment))) {
        output.result(messages.consent.declined, { signed: false })
        return exitCodes.no
      }
      const issuedAt = environment.clock()
      const token = await inFile(file, () =>
        signRatification(statement.token, { signer, issuedAt }),
      )
      if (out !== undefined) await writeNew(out, `${token}\n`)
      const { id } = statement.reference
      const said = [
        messages.life.ratified(id),
        messages.written(out ?? ''),
        messages.life.takeIn(out),
      ]
      output.result(out === undefined ? token : said.join('\n'), {
        ...{ signed: true, id, token },
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}
