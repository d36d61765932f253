import { formatDateTime } from '@fidecura/base'
import { acknowledgeNotice, verifyStatementNotice } from '@fidecura/consent/notices'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { readRegister } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { trustNobody } from '../trust-nobody.ts'

interface AcknowledgeOptions extends KeyOptions {
  readonly register: string
  readonly out?: string
}

/** For a grantee or controller whom a register tells something. */
export function addAcknowledgeCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, life } = help
  const command = addKeyOptions(consent.command('acknowledge <file>'), help, life.acknowledge.key)
    .description(life.acknowledge.about)
    .requiredOption('--register <did>', life.acknowledge.register)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'consent acknowledge notice.jwt --key cardiology.key',
    '--register did:web:hospital.example --out received.jwt',
  )
  command.action(
    run(async (services, file: string, options: AcknowledgeOptions) => {
      const { environment, output, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const token = await readToken(file, environment)
      const register = readRegister(options.register, '--register')
      const signer = await openSigner(services, options)
      const verifier = trustNobody(environment)
      const notice = await inFile(file, () =>
        verifyStatementNotice(token, { verifier, register, recipient: signer.did }),
      )
      const issuedAt = environment.clock()
      const acknowledgement = await acknowledgeNotice(notice, { signer, issuedAt })
      if (out !== undefined) await writeNew(out, `${acknowledgement}\n`)
      const { change, statement, registeredAt } = notice
      const words = messages.life
      const about = words.noticed(words.change[change], statement, formatDateTime(registeredAt))
      // What was signed for is seen even where the signature is the result.
      if (out === undefined) output.progress(about)
      const said = [about, ...(out === undefined ? [] : [messages.written(out)])].join('\n')
      output.result(out === undefined ? acknowledgement : said, {
        ...{ change, statement, registeredAt, acknowledgement },
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}
