import { randomUUID } from 'node:crypto'
import { signEntry } from '@fidecura/consent/entries'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent, readInput, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { readPair } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface SignOptions extends KeyOptions {
  readonly record: string
  readonly role: string
  readonly mediaType: string
  readonly id?: string
  readonly out?: string
}

export function addEntrySignCommand(entry: Command, { run, help }: Context): void {
  const { frame, shared } = help
  const texts = help.entry.sign
  const command = addKeyOptions(entry.command('sign <file>'), help, texts.key)
    .description(texts.about)
    .requiredOption('--record <number>', shared.record)
    .requiredOption('--role <file>', texts.role)
    .option('--media-type <type>', texts.mediaType, 'application/fhir+json')
    .option('--id <uri>', shared.id)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'entry sign note.json --key doctor.key --role role.jwt',
    '--record "urn:oid:2.999.1.1|R-4711" --out entry.jwt',
  )
  command.action(
    run(async (services, file: string, options: SignOptions) => {
      const { environment, output, messages } = services
      const { id = `urn:uuid:${randomUUID()}`, mediaType, out } = options
      if (out !== undefined) await assertAbsent(out)
      const record = readPair(options.record, '--record')
      const bytes = await readInput(file, environment)
      const role = await readToken(options.role, environment)
      const signer = await openSigner(services, options)
      const issuedAt = environment.clock()
      const token = await inFile(file, () =>
        signEntry(bytes, { signer, id, record, role, mediaType, issuedAt }),
      )
      if (out !== undefined) await writeNew(out, `${token}\n`)
      const said = `${messages.entry.signed(id)}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? token : said, {
        id,
        token,
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}
