import { randomUUID } from 'node:crypto'
import { narrowStatement, type StatementContent, withdrawInPart } from '@fidecura/consent'
import type { Command } from 'commander'
import { assertMayWithdraw } from '../acting-for.ts'
import { readConsentSource } from '../consent-source.ts'
import type { Context } from '../context.ts'
import { assertAbsent, type Environment } from '../environment.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption, readInstant, wrongOption } from '../options.ts'
import {
  addRegisterOptions,
  openStatementDesk,
  type RegisterDeskOptions,
} from '../register-desk.ts'
import { signShown } from '../sign-shown.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { readStatementFile, type StatementFile } from '../statement-file.ts'
import { addWithoutOptions, readWithout, type WithoutOptions } from '../without-options.ts'

interface NarrowOptions extends KeyOptions, RegisterDeskOptions, WithoutOptions {
  readonly fhir?: string
  readonly references?: string
  readonly until?: string
  readonly id?: string
  readonly yes?: boolean
  readonly out?: string
}

export function addNarrowCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, consent: group, life } = help
  const texts = life.narrow
  const command = addKeyOptions(
    consent.command('narrow <file>'),
    help,
    group.patientKey,
  ).description(texts.about)
  addWithoutOptions(command, help)
    .option('--fhir <file>', texts.fhir)
    .option('--references <file>', group.sign.references)
    .option('--until <date-time>', texts.until)
    .option('--id <uri>', shared.id)
    .option('--yes', group.sign.yes)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'consent narrow consent.jwt --key patient.key',
    '--without-type DocumentReference --out narrowed.jwt',
  )
  addRegisterOptions(command, help).action(
    run(async (services, file: string, options: NarrowOptions) => {
      const { environment, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const before = await readStatementFile(file, environment)
      const content = await contentOf(before, file, options, environment)
      const desk = await openStatementDesk(services, options)
      const signer = await openSigner(services, options)
      const acting = { signer, key: options.key, as: before.by, options, environment }
      await assertMayWithdraw(before, acting)
      const next = messages.life.takeIn(out)
      return signShown(services, { content, signer, desk, options, next })
    }),
  )
}

async function contentOf(
  before: StatementFile,
  file: string,
  options: NarrowOptions,
  environment: Environment,
): Promise<StatementContent> {
  const { id = `urn:uuid:${randomUUID()}`, until, fhir, references } = options
  const without = readWithout(options)
  const said = {
    id,
    issuedAt: environment.clock(),
    language: environment.language,
    ...(until === undefined ? {} : { validUntil: readInstant(until, '--until') }),
  }
  const { token, record } = before
  if (without !== undefined) {
    if (fhir !== undefined) throw wrongOption('--fhir')
    return inFile(file, () => withdrawInPart(token, { ...said, without }))
  }
  if (fhir === undefined) {
    if (until === undefined) throw missingOption('--without-code')
    return inFile(file, () => narrowStatement(token, said))
  }
  const map = references === undefined ? {} : { references }
  const { reading } = await readConsentSource({ fhir, record, ...map }, environment)
  return inFile(file, () => narrowStatement(token, { ...said, terms: reading.terms }))
}
