import { isJsonObject } from '@fidecura/base'
import { type RecordNumber, type StatementReference, signWithdrawal } from '@fidecura/consent'
import { decodeCredential } from '@fidecura/credentials'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent, type Environment, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import {
  addRegisterOptions,
  aheadOf,
  handIn,
  openRegisterDesk,
  type RegisterDeskOptions,
} from '../register-desk.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { UsageError } from '../usage-error.ts'

interface WithdrawOptions extends KeyOptions, RegisterDeskOptions {
  readonly reason?: string
  readonly out?: string
}

export function addWithdrawCommand(consent: Command, { run, help }: Context): void {
  const { withdraw, patientKey } = help.consent
  const command = addKeyOptions(consent.command('withdraw <file>'), help, patientKey)
    .description(withdraw.about)
    .option('--reason <code>', withdraw.reason)
    .option('--out <file>', help.shared.out)
  addExample(
    command,
    help.frame,
    'consent withdraw consent.jwt --key patient.key --out withdrawal.jwt',
  )
  addRegisterOptions(command, help).action(
    run(async (services, file: string, options: WithdrawOptions) => {
      const { environment, output, messages } = services
      const { reason, out } = options
      if (out !== undefined) await assertAbsent(out)
      const { statement, record } = await readStatement(file, environment)
      const desk = await openRegisterDesk(services, options)
      const signer = await openSigner(services, options)
      const issuedAt = environment.clock()
      const token = await signWithdrawal(
        { statement, record, issuedAt, ...(reason === undefined ? {} : { reason }) },
        { signer },
      )
      if (out !== undefined) await writeNew(out, `${token}\n`)
      const receipt = await handIn(desk, token, ({ withdraw }) => withdraw)
      const said = [
        messages.consent.withdrawn(statement.id),
        ...(out === undefined ? [] : [messages.written(out)]),
        ...(receipt === undefined ? [] : [messages.consent.registered]),
      ]
      output.result(out === undefined ? token : said.join('\n'), {
        id: statement.id,
        token,
        ...(receipt === undefined ? {} : { receipt, ...aheadOf(receipt) }),
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}

/** What a statement is called and is about. Proves nothing: its register judges the withdrawal. */
function readStatement(
  path: string,
  environment: Environment,
): Promise<{ readonly statement: StatementReference; readonly record: RecordNumber }> {
  return inFile(path, async () => {
    const { credential } = await decodeCredential(await readToken(path, environment))
    const { id, issuer, types, claims } = credential
    const { record } = claims
    if (id !== undefined && types.some(isStatementType) && isJsonObject(record)) {
      const { system, value } = record
      if (typeof system === 'string' && typeof value === 'string') {
        return { statement: { issuer, id }, record: { system, value } }
      }
    }
    throw new UsageError('file_unexpected', 'Not a statement of a patient', { place: path })
  })
}

function isStatementType(type: string): boolean {
  return /^urn:fidecura:statement:[a-z]+:1$/.test(type)
}
