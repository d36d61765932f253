import { randomUUID } from 'node:crypto'
import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { termsFromFhir } from '@fidecura/consent/fhir'
import { type RequestAudience, signConsentRequest } from '@fidecura/consent/request'
import { digestOf } from '@fidecura/identity'
import type { Command } from 'commander'
import { readReferences } from '../consent-source.ts'
import type { Context } from '../context.ts'
import { addPeriodOptions } from '../draft-statement.ts'
import { assertAbsent, type Environment, readInput, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import {
  missingOption,
  type PeriodOptions,
  readDidOption,
  readListUrl,
  readPeriod,
  readWholeNumber,
  wrongOption,
} from '../options.ts'
import {
  addRequesterEvidenceOptions,
  type RequesterEvidenceOptions,
  readRequesterEvidence,
  requestJson,
} from '../request-file.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface SignOptions extends KeyOptions, PeriodOptions, RequesterEvidenceOptions {
  readonly fhir: string
  readonly references?: string
  readonly grantee: string
  readonly controller: string
  readonly register: string
  readonly patient?: string
  readonly link?: string
  readonly noticeUrl: string
  readonly notice: string
  readonly words?: string
  readonly origin?: string
  readonly answerDays: string
  readonly out?: string
}

export function addRequestSignCommand(group: Command, { run, help }: Context): void {
  const { frame, shared, consent, life } = help
  const texts = life.request
  const command = addKeyOptions(group.command('sign'), help, texts.key)
    .description(texts.sign)
    .requiredOption('--fhir <file>', texts.fhir)
    .requiredOption('--grantee <did>', texts.grantee)
    .requiredOption('--controller <did>', texts.controller)
    .requiredOption('--register <did>', texts.register)
    .requiredOption('--notice <file>', texts.notice)
    .requiredOption('--notice-url <url>', texts.noticeUrl)
    .option('--references <file>', consent.sign.references)
    .option('--patient <did>', texts.patient)
    .option('--link <nonce>', texts.link)
    .option('--words <text>', texts.words)
    .option('--origin <url>', texts.origin)
    .option('--answer-days <number>', texts.answerDays, '7')
  addRequesterEvidenceOptions(addPeriodOptions(command, help), help).option(
    '--out <file>',
    shared.out,
  )
  addExample(
    command,
    frame,
    'consent request sign --key lab.key --accreditation lab.jwt',
    '--fhir wish.json --grantee did:web:lab.example',
    '--controller did:web:hospital.example --register did:web:hospital.example',
    '--notice notice.html --notice-url https://lab.example/notice',
    '--patient did:key:zDn… --out request.json',
  )
  command.action(
    run(async (services, options: SignOptions) => {
      const { environment, output, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const content = await readContent(options, environment)
      const evidence = await readRequesterEvidence(options, environment)
      const signer = await openSigner(services, options)
      const request = await signConsentRequest(content, { signer })
      const json = requestJson({ request, evidence })
      const text = JSON.stringify(json)
      if (out !== undefined) await writeNew(out, `${text}\n`)
      const said = `${messages.life.asked(content.id)}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? text : said, {
        ...{ id: content.id, expiresAt: content.expiresAt, ...json },
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}

async function readContent(options: SignOptions, environment: Environment) {
  const { fhir, references: map, words, origin } = options
  const issuedAt = environment.clock()
  const references = map === undefined ? {} : await readReferences(map, environment)
  const bytes = await readInput(fhir, environment)
  const { terms } = await inFile(fhir, () => termsFromFhir(bytes, { references }))
  const notice = {
    url: readListUrl(options.noticeUrl, '--notice-url'),
    digest: await digestOf(await readInput(options.notice, environment)),
  }
  return {
    ...{ id: `urn:uuid:${randomUUID()}`, audience: audienceOf(options), terms, notice, issuedAt },
    grantee: readDidOption(options.grantee, '--grantee'),
    controller: readDidOption(options.controller, '--controller'),
    register: readDidOption(options.register, '--register'),
    ...readPeriod(options, issuedAt),
    expiresAt: expiryOf(options, issuedAt),
    ...(words === undefined ? {} : { words }),
    ...(origin === undefined ? {} : { origin }),
  }
}

function audienceOf({ patient, link }: SignOptions): RequestAudience {
  if (patient !== undefined) {
    if (link !== undefined) throw wrongOption('--link')
    return { did: readDidOption(patient, '--patient') }
  }
  if (link === undefined) throw missingOption('--patient')
  return { link }
}

function expiryOf({ answerDays }: SignOptions, from: EpochSeconds): EpochSeconds {
  const days = readWholeNumber(answerDays, '--answer-days')
  if (days < 1 || days > 30) throw wrongOption('--answer-days', '1…30')
  return epochSeconds(from + days * 86_400)
}
