import { signWithdrawal } from '@fidecura/consent'
import type { Command } from 'commander'
import { assertMayWithdraw } from '../acting-for.ts'
import type { Context } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { missingOption, readChoice, wrongOption } from '../options.ts'
import {
  addRegisterOptions,
  aheadOf,
  handInWithdrawal,
  openWithdrawalDesk,
  type RegisterDeskOptions,
} from '../register-desk.ts'
import { addDeskPersonOptions } from '../signer-evidence.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { readStatementFile } from '../statement-file.ts'

interface WithdrawOptions extends KeyOptions, RegisterDeskOptions {
  readonly as?: string
  readonly identified?: string
  readonly reason?: string
  readonly out?: string
}

const withdrawing = ['guardian', 'proxy', 'court_order', 'desk'] as const

export function addWithdrawCommand(consent: Command, { run, help }: Context): void {
  const { life } = help
  const { withdraw, patientKey } = help.consent
  const command = addKeyOptions(consent.command('withdraw <file>'), help, patientKey)
    .description(withdraw.about)
    .option('--as <name>', life.withdraw.as)
    .option('--identified <how>', life.withdraw.identified)
    .option('--reason <code>', withdraw.reason)
    .option('--out <file>', help.shared.out)
  addExample(
    command,
    help.frame,
    'consent withdraw consent.jwt --key patient.key --out withdrawal.jwt',
  )
  addRegisterOptions(addDeskPersonOptions(command, help), help).action(
    run(async (services, file: string, options: WithdrawOptions) => {
      const { environment, output, messages } = services
      const { reason, out } = options
      if (out !== undefined) await assertAbsent(out)
      const how = readHow(options)
      const statement = await readStatementFile(file, environment)
      const desk = await openWithdrawalDesk(services, options)
      const signer = await openSigner(services, options)
      const acting = { signer, key: options.key, as: how.by, options, environment }
      // Whoever goes home with a file that no register takes believes that it was taken back.
      await assertMayWithdraw(statement, acting)
      const { reference, record } = statement
      const issuedAt = environment.clock()
      const content = { statement: reference, record, issuedAt, ...how }
      const why = reason === undefined ? {} : { reason }
      const token = await signWithdrawal({ ...content, ...why }, { signer })
      if (out !== undefined) await writeNew(out, `${token}\n`)
      const receipt = await handInWithdrawal(desk, token)
      const { takeIn, deskFirst } = messages.life
      const next = how.by === 'desk' ? deskFirst(out) : takeIn(out)
      const said = [
        messages.consent.withdrawn(reference.id),
        ...(out === undefined ? [] : [messages.written(out)]),
        receipt === undefined ? next : messages.consent.registered,
      ]
      if (out === undefined && receipt === undefined) output.progress(next)
      output.result(out === undefined ? token : said.join('\n'), {
        id: reference.id,
        token,
        ...(receipt === undefined ? { counts: false } : { receipt, ...aheadOf(receipt) }),
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}

function readHow({ as, identified, registerKey, role, licence }: WithdrawOptions) {
  const by = as === undefined ? undefined : readChoice(as, '--as', withdrawing)
  if (by !== 'desk') {
    for (const [option, value] of Object.entries({ identified, role, licence })) {
      if (value !== undefined) throw wrongOption(`--${option}`)
    }
    return by === undefined ? {} : { by }
  }
  if (identified === undefined) throw missingOption('--identified')
  // A second person has to agree before any register takes it.
  if (registerKey !== undefined) throw wrongOption('--register-key')
  return { by, identified: readChoice(identified, '--identified', ['in_person', 'register']) }
}
