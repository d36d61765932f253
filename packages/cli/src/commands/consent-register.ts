import { withdrawalType } from '@fidecura/consent'
import { decodeJws } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption } from '../options.ts'
import {
  addActingRegisterOptions,
  aheadOf,
  handIn,
  openRegisterDesk,
  type RegisterDeskOptions,
} from '../register-desk.ts'
import { addTrustOptions } from '../trust.ts'

/** For a register to which patients send what they signed, and which has no key of theirs. */
export function addRegisterCommand(consent: Command, { run, help }: Context): void {
  const { about, identity, receipt } = help.consent.register
  const command = consent.command('register <file>').description(about)
  addActingRegisterOptions(command, help)
    .requiredOption('--identity <file>', identity)
    .option('--receipt <file>', receipt)
  addTrustOptions(command, help)
  addExample(
    command,
    help.frame,
    'consent register consent.jwt --identity identity.jwt',
    '--register-key register.key --store register.sqlite --receipt receipt.jwt',
    '--root did:key:zDn…=patient-identity,accreditation --chain hospital.jwt',
  )
  command.action(
    run(async (services, file: string, options: RegisterDeskOptions) => {
      const { environment, output, messages } = services
      const token = await readToken(file, environment)
      const kind = await inFile(file, () => kindOf(token))
      const desk = await openRegisterDesk(services, options)
      const given = await inFile(file, () =>
        handIn(
          desk,
          token,
          kind === 'withdrawal' ? ({ withdraw }) => withdraw : ({ submit }) => submit,
        ),
      )
      if (given === undefined) throw missingOption('--register-key')
      const said = [messages.consent.registered, ...written(options.receipt, messages.written)]
      output.result(options.receipt === undefined ? given : said.join('\n'), {
        kind,
        receipt: given,
        ...aheadOf(given),
        ...(options.receipt === undefined ? {} : { file: options.receipt }),
      })
      return exitCodes.yes
    }),
  )
}

function written(path: string | undefined, say: (path: string) => string): readonly string[] {
  return path === undefined ? [] : [say(path)]
}

/** What it says it is: the register judges whether it is that. */
function kindOf(token: string): 'statement' | 'withdrawal' {
  const { header } = decodeJws(token, { maxBytes: 1_048_576 })
  return header.typ === withdrawalType ? 'withdrawal' : 'statement'
}
