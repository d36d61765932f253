import { randomUUID } from 'node:crypto'
import { type StatementContent, type StatementKind, signStatement } from '@fidecura/consent'
import { renderTerms } from '@fidecura/consent/explain'
import type { Did } from '@fidecura/identity'
import type { Command } from 'commander'
import { type ConsentSource, readConsentSource } from '../consent-source.ts'
import type { Context, Services } from '../context.ts'
import { askWhether, assertAbsent, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import {
  missingOption,
  type PeriodOptions,
  readChoice,
  readDidOption,
  readPair,
  readParty,
  readPeriod,
  wrongOption,
} from '../options.ts'
import {
  addRegisterOptions,
  handIn,
  openRegisterDesk,
  type RegisterDeskOptions,
} from '../register-desk.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface SignOptions extends KeyOptions, PeriodOptions, RegisterDeskOptions {
  readonly fhir: string
  readonly references?: string
  readonly record: string
  readonly kind: string
  readonly grantee: string
  readonly controller: string
  readonly register?: string
  readonly id?: string
  readonly yes?: boolean
  readonly out?: string
}

export function addSignCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, consent: group } = help
  const texts = group.sign
  const command = addKeyOptions(consent.command('sign'), help, group.patientKey)
    .description(texts.about)
    .requiredOption('--fhir <file>', texts.fhir)
    .requiredOption('--record <number>', shared.record)
    .requiredOption('--grantee <party>', texts.grantee)
    .requiredOption('--controller <party>', texts.controller)
    .option('--references <file>', texts.references)
    .option('--register <did>', texts.register)
    .option('--kind <name>', texts.kind, 'consent')
    .option('--id <uri>', shared.id)
    .option('--from <date-time>', texts.from)
    .option('--until <date-time>', texts.until)
    .option('--days <number>', texts.days, '90')
    .option('--yes', texts.yes)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'consent sign --key patient.key --fhir consent.json',
    '--record "urn:oid:2.999.1.1|R-4711" --register did:web:hospital.example',
    '--grantee "did:web:cardiology.example=Cardiology"',
    '--controller "did:web:hospital.example=Example Hospital" --out consent.jwt',
  )
  addRegisterOptions(command, help).action(
    run(async (services, options: SignOptions) => {
      const { environment, output, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const record = readPair(options.record, '--record')
      const source = await readConsentSource({ ...options, record }, environment)
      const desk = await openRegisterDesk(services, options)
      const content = contentOf(services, options, source, desk?.did)
      const text = renderTerms(content)
      show(text, source, services)
      if (options.yes !== true && !(await askWhether(messages.consent.confirm, environment))) {
        output.result(messages.consent.declined, { signed: false })
        return exitCodes.no
      }
      const token = await signStatement(content, { signer: await openSigner(services, options) })
      if (out !== undefined) await writeNew(out, `${token}\n`)
      const receipt = await handIn(desk, token, ({ submit }) => submit)
      const said = [
        messages.consent.signed(content.id),
        ...(out === undefined ? [] : [messages.written(out)]),
        ...(receipt === undefined ? [] : [messages.consent.registered]),
      ]
      output.result(out === undefined ? token : said.join('\n'), {
        signed: true,
        id: content.id,
        text,
        notes: source.reading.notes.map((note) => ({ ...note })),
        token,
        ...(receipt === undefined ? {} : { receipt }),
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}

function contentOf(
  { environment }: Services,
  options: SignOptions,
  { bytes, references, reading }: ConsentSource,
  registerKey: Did | undefined,
): StatementContent {
  const now = environment.clock()
  const named = options.register
  const register = named === undefined ? registerKey : readDidOption(named, '--register')
  if (register === undefined) throw missingOption('--register')
  if (registerKey !== undefined && register !== registerKey) throw wrongOption('--register')
  return {
    id: options.id ?? `urn:uuid:${randomUUID()}`,
    kind: readKind(options.kind),
    record: readPair(options.record, '--record'),
    grantee: readParty(options.grantee, '--grantee'),
    controller: readParty(options.controller, '--controller'),
    terms: reading.terms,
    source: { bytes, references },
    language: environment.language,
    ...readPeriod(options, now),
    issuedAt: now,
    register,
  }
}

function readKind(name: string): StatementKind {
  return readChoice(name, '--kind', ['consent', 'restriction', 'objection'])
}

/** On stderr, so that it is seen even where stdout goes into a file, and with `--json`. */
function show(text: string, { reading }: ConsentSource, { environment, messages }: Services): void {
  const { textFollows, notes } = messages.consent
  const places = reading.notes.map(({ code, place }) => `${place} (${code})`)
  const remark = places.length === 0 ? '' : `${notes(places.join(', '))}\n`
  environment.stderr.write(`${textFollows}\n\n${text}\n\n${remark}`)
}
