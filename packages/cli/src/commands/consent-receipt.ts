import { verifyStatement } from '@fidecura/consent'
import {
  type ConsentReceiptOptions,
  consentReceiptHtml,
  consentReceiptOf,
  type Processing,
} from '@fidecura/consent/consent-receipt'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { assertAbsent, type Environment, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { printPdf } from '../print-pdf.ts'
import { addTrustOptions, openTrust, type TrustOptions } from '../trust.ts'

interface ReceiptOptions extends TrustOptions {
  readonly identity: string
  readonly receipt: string
  readonly withdrawal: string
  readonly jurisdiction: readonly string[]
  readonly storage?: readonly string[]
  readonly retention?: string
  readonly rights?: string
  readonly request?: string
  readonly html?: string
  readonly pdf?: string
  readonly chromium: string
}

export function addReceiptCommand(consent: Command, { run, help }: Context): void {
  const { receipt: texts, identity } = help.consent
  const command = consent
    .command('receipt <file>')
    .description(texts.about)
    .requiredOption('--identity <file>', identity)
    .requiredOption('--receipt <file>', texts.receipt)
    .requiredOption('--withdrawal <text>', texts.withdrawal)
    .requiredOption('--jurisdiction <name...>', texts.jurisdiction)
    .option('--storage <place...>', texts.storage)
    .option('--retention <text>', texts.retention)
    .option('--rights <text>', texts.rights)
    .option('--request <file>', texts.request)
    .option('--html <file>', texts.html)
    .option('--pdf <file>', texts.pdf)
    .option('--chromium <program>', texts.chromium, 'chromium')
  addExample(
    command,
    help.frame,
    'consent receipt consent.jwt --identity identity.jwt --receipt receipt.jwt',
    '--withdrawal "At any desk" --jurisdiction CN --html receipt.html',
    '--root did:key:zDn…=patient-identity,accreditation --chain hospital.jwt',
  )
  addTrustOptions(command, help).action(
    run(async ({ environment, output, messages }, file: string, options: ReceiptOptions) => {
      const { html, pdf } = options
      for (const path of [html, pdf]) if (path !== undefined) await assertAbsent(path)
      const token = await readToken(file, environment)
      const evidence = { identity: await readToken(options.identity, environment) }
      output.progress(messages.credential.checking)
      const { verifier, chain } = await openTrust(options, environment)
      const statement = await inFile(file, () =>
        verifyStatement(token, { verifier, evidence: { ...evidence, chain } }),
      )
      const register = { did: statement.register, keys: 'any' } as const
      const parts = await readParts(options, environment)
      const receipt = await inFile(options.receipt, () =>
        consentReceiptOf(statement, { verifier, register, ...parts }),
      )
      const files = [html, pdf].filter((path) => path !== undefined)
      if (files.length > 0) {
        const page = await consentReceiptHtml(receipt, { language: environment.language })
        // First, for it may fail: nothing is written by half.
        const printed = pdf === undefined ? undefined : await printPdf(page, options.chromium)
        if (html !== undefined) await writeNew(html, page)
        if (pdf !== undefined && printed !== undefined) await writeNew(pdf, printed)
      }
      const said = files.length === 0 ? [receipt.text] : files.map(messages.written)
      output.result(said.join('\n'), jsonOf({ receipt, files }))
      return exitCodes.yes
    }),
  )
}

type Parts = Pick<ConsentReceiptOptions, 'receipt' | 'processing' | 'request'>

async function readParts(options: ReceiptOptions, environment: Environment): Promise<Parts> {
  const { storage, retention, rights, request } = options
  const processing: Processing = {
    withdrawalMethod: options.withdrawal,
    jurisdictions: options.jurisdiction,
    ...(storage === undefined ? {} : { storageLocations: storage }),
    ...(retention === undefined ? {} : { retentionPeriod: retention }),
    ...(rights === undefined ? {} : { privacyRights: rights }),
  }
  return {
    receipt: await readToken(options.receipt, environment),
    processing,
    ...(request === undefined ? {} : { request: await readToken(request, environment) }),
  }
}
