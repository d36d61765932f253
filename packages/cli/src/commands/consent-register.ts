import type { Register } from '@fidecura/consent/register'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption } from '../options.ts'
import {
  type ActingRegisterOptions,
  addActingRegisterOptions,
  addRegisterRulesOptions,
  aheadOf,
  handInRatification,
  handInStatement,
  handInWithdrawal,
  openStatementDesk,
  openWithdrawalDesk,
  type RegisterDeskOptions,
  registerOn,
} from '../register-desk.ts'
import { kindOfSigned, type SignedKind } from '../signed-file.ts'
import { addDeskPersonOptions, addRepresentativeOptions } from '../signer-evidence.ts'
import { openRegisterSigner } from '../signing-key.ts'
import { addOptionalTrustOptions } from '../trust.ts'
import { trustNobody } from '../trust-nobody.ts'
import { withExistingStore } from '../with-store.ts'

type RegisterOptions = RegisterDeskOptions & ActingRegisterOptions

/** For a register to which people send what they signed, and which has no key of theirs. */
export function addRegisterCommand(consent: Command, { run, help }: Context): void {
  const { about, identity, receipt } = help.consent.register
  const command = consent.command('register <file>').description(about)
  addActingRegisterOptions(command, help).option('--identity <file>', identity)
  addDeskPersonOptions(addRepresentativeOptions(command, help), help)
    .option('--agreement <file...>', help.life.represent.agreement)
    .option('--receipt <file>', receipt)
  addOptionalTrustOptions(addRegisterRulesOptions(command, help), help)
  addExample(
    command,
    help.frame,
    'consent register consent.jwt --identity identity.jwt',
    '--register-key register.key --store register.sqlite --receipt receipt.jwt',
    '--root did:key:zDn…=patient-identity,accreditation --chain hospital.jwt',
  )
  command.action(
    run(async (services, file: string, options: RegisterOptions) => {
      const { environment, output, messages } = services
      const token = await readToken(file, environment)
      const kind = await inFile(file, () => kindOfSigned(token))
      if (kind === 'acknowledgement') {
        const notice = await acknowledge(services, options, file, token)
        const { recipient, change, sequence } = notice
        output.result(messages.life.acknowledged(recipient), { kind, recipient, change, sequence })
        return exitCodes.yes
      }
      const given = await takeIn(services, options, file, token)
      const { receipt: path } = options
      const said = [
        messages.consent.registered,
        ...(path === undefined ? [] : [messages.written(path)]),
      ]
      output.result(path === undefined ? given : said.join('\n'), {
        kind,
        receipt: given,
        ...aheadOf(given),
        ...(path === undefined ? {} : { file: path }),
      })
      return exitCodes.yes
    }),
  )
}

async function takeIn(
  services: Services,
  options: RegisterOptions,
  file: string,
  token: string,
): Promise<string> {
  const given = await handInAs(kindOfSigned(token), services, options, file, token)
  if (given === undefined) throw missingOption('--register-key')
  return given
}

async function handInAs(
  kind: SignedKind,
  services: Services,
  options: RegisterOptions,
  file: string,
  token: string,
): Promise<string | undefined> {
  if (kind === 'withdrawal') {
    const desk = await openWithdrawalDesk(services, options)
    return inFile(file, async () => handInWithdrawal(desk, token))
  }
  const desk = await openStatementDesk(services, options)
  const handIn = kind === 'ratification' ? handInRatification : handInStatement
  return inFile(file, async () => handIn(desk, token))
}

/** Whose notice it answers, only the register knows; nothing is judged by roots. */
async function acknowledge(
  services: Services,
  options: RegisterOptions,
  file: string,
  token: string,
): ReturnType<Register['acknowledge']> {
  const signer = await openRegisterSigner(services, options)
  const verifier = trustNobody(services.environment)
  return withExistingStore(options.store, (store) =>
    inFile(file, () => registerOn(store, { signer, verifier }).acknowledge(token)),
  )
}
