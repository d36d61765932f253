import { randomUUID } from 'node:crypto'
import { type Deposited, type DepositOptions, parseEvidenceId } from '@fidecura/evidence'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { readContent } from '../evidence-content.ts'
import { addDeskOptions, type DeskOptions, withEvidence } from '../evidence-desk.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readDidOption, readInstant, readWholeNumber } from '../options.ts'

interface AddOptions extends DeskOptions {
  readonly mediaType?: string
  readonly subject?: string
  readonly retainUntil?: string
  readonly idempotencyKey?: string
  readonly proof?: string
}

interface UpdateOptions extends AddOptions {
  readonly after?: string
}

export function addEvidenceDepositCommands(group: Command, { run, help }: Context): void {
  const { frame, evidence: texts } = help
  const place = '--key ward.key --store log.sqlite --log-key log.key --trust trust.json'
  const addOptions = (command: Command): Command =>
    addDeskOptions(command, help)
      .option('--media-type <type>', texts.deposit.mediaType)
      .option('--retain-until <date-time>', texts.deposit.retainUntil)
      .option('--idempotency-key <text>', texts.deposit.idempotencyKey)
      .option('--proof <file>', texts.deposit.proof)

  const deposit = addOptions(group.command('deposit <file>'))
    .description(texts.deposit.about)
    .option('--subject <did>', texts.deposit.subject)
  addExample(deposit, frame, 'evidence deposit note.json --proof note.proof.json', place).action(
    run(async (services, file: string, options: AddOptions) => {
      const content = await readContent(file, services.environment)
      return add(services, options, (evidence, call) => evidence.deposit(content, call))
    }),
  )
  const update = addOptions(group.command('update <id> <file>'))
    .description(texts.update.about)
    .option('--after <number>', texts.update.after)
  addExample(update, frame, 'evidence update ev-… note-2.json --after 1', place).action(
    run(async (services, text: string, file: string, options: UpdateOptions) => {
      const id = parseEvidenceId(text)
      const { after } = options
      const more = after === undefined ? {} : { after: readWholeNumber(after, '--after') }
      const content = await readContent(file, services.environment)
      return add(services, options, (evidence, call) =>
        evidence.update(id, content, { ...call, ...more }),
      )
    }),
  )
}

type Evidence = Parameters<Parameters<typeof withEvidence>[2]>[0]

async function add(
  services: Services,
  options: AddOptions,
  work: (evidence: Evidence, call: DepositOptions) => Promise<Deposited>,
): Promise<ExitCode> {
  const { output, messages } = services
  const { mediaType, subject, retainUntil, idempotencyKey = randomUUID(), proof } = options
  const call: DepositOptions = {
    idempotencyKey,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(subject === undefined ? {} : { subject: readDidOption(subject, '--subject') }),
    ...(retainUntil === undefined
      ? {}
      : { retainUntil: readInstant(retainUntil, '--retain-until') }),
  }
  if (proof !== undefined) await assertAbsent(proof)
  await withEvidence(
    services,
    options,
    async (evidence) => {
      const { id, number, origin, index } = await work(evidence, call)
      if (proof !== undefined) {
        await writeNew(proof, await evidence.proofOf(id, number, 'depositor'))
      }
      const written = proof === undefined ? '' : `\n${messages.written(proof)}`
      const file = proof === undefined ? {} : { proof }
      const said = `${messages.evidence.deposited(id, number)}${written}`
      output.result(said, { id, number, origin, index, ...file })
    },
    true,
  )
  return exitCodes.yes
}
