import { randomUUID } from 'node:crypto'
import type { EpochSeconds } from '@fidecura/base'
import type { Grantee, RecordNumber, StatementContent, StatementKind } from '@fidecura/consent'
import type { Command } from 'commander'
import { type ConsentSource, readConsentSource } from './consent-source.ts'
import type { Environment } from './environment.ts'
import type { HelpTexts } from './messages/help.ts'
import { type PeriodOptions, readChoice, readPair, readParty, readPeriod } from './options.ts'

/** What a statement would say, before anybody signs it. */
export interface DraftOptions extends PeriodOptions {
  readonly fhir: string
  readonly references?: string
  readonly record: string
  readonly kind: string
  readonly grantee: string
  readonly controller: string
}

export function addDraftOptions(command: Command, { shared, consent }: HelpTexts): Command {
  const texts = consent.sign
  return addPeriodOptions(
    command
      .requiredOption('--fhir <file>', texts.fhir)
      .requiredOption('--record <number>', shared.record)
      .requiredOption('--grantee <party>', texts.grantee)
      .requiredOption('--controller <party>', texts.controller)
      .option('--references <file>', texts.references)
      .option('--kind <name>', texts.kind, 'consent'),
    { consent },
  )
}

export function addPeriodOptions(
  command: Command,
  { consent: { sign: texts } }: Pick<HelpTexts, 'consent'>,
): Command {
  return command
    .option('--from <date-time>', texts.from)
    .option('--until <date-time>', texts.until)
    .option('--days <number>', texts.days, '90')
}

/** What was read of it, and what FHIR it came from. */
export interface Draft {
  readonly source: ConsentSource
  readonly kind: StatementKind
  readonly record: RecordNumber
  readonly grantee: Grantee
  readonly controller: Grantee
  readonly validFrom: EpochSeconds
  readonly validUntil: EpochSeconds
}

export async function readDraft(options: DraftOptions, environment: Environment): Promise<Draft> {
  const record = readPair(options.record, '--record')
  const kind = readChoice(options.kind, '--kind', ['consent', 'restriction', 'objection'])
  const grantee = readParty(options.grantee, '--grantee')
  const controller = readParty(options.controller, '--controller')
  const period = readPeriod(options, environment.clock())
  const source = await readConsentSource({ ...options, record }, environment)
  return { source, kind, record, grantee, controller, ...period }
}

/** The draft with all that a statement says besides. */
export function contentOf(
  { source: { bytes, references, reading }, ...said }: Draft,
  { clock, language }: Environment,
  more: Pick<StatementContent, 'register' | 'by' | 'supersedes'> & { readonly id?: string },
): StatementContent {
  const { id = `urn:uuid:${randomUUID()}`, ...others } = more
  return {
    ...said,
    ...others,
    id,
    terms: reading.terms,
    source: { bytes, references },
    language,
    issuedAt: clock(),
  }
}
