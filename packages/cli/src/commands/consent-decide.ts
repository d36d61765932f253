import {
  type Combiner,
  createDecider,
  type DeciderRequest,
  type Decision,
  type VerifiedStatementSet,
} from '@fidecura/consent'
import { explainDecision } from '@fidecura/consent/explain'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { readAction, readChoice, readDidOption, readPair, readWholeNumber } from '../options.ts'
import {
  addRequestedDataOptions,
  type RequestedDataOptions,
  readRequestedData,
} from '../requested-data.ts'
import {
  openStatementSetSource,
  type StatementSetOptions,
  type StatementSetSource,
} from '../statement-set-source.ts'
import { addTrustOptions, openTrust, type TrustOptions } from '../trust.ts'
import { withExistingStore, withStore } from '../with-store.ts'

interface DecideCommandOptions extends TrustOptions, RequestedDataOptions, StatementSetOptions {
  readonly store: string
  readonly presentation: string
  readonly audience: string
  readonly nonce: string
  readonly record: string
  readonly purpose: readonly string[]
  readonly action: string
  readonly custodian: string
  readonly combine: string
  readonly maxAge: string
}

export function addDecideCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, consent: group } = help
  const texts = group.decide
  const command = consent
    .command('decide')
    .description(texts.about)
    .requiredOption('--presentation <file>', texts.presentation)
    .requiredOption('--audience <text>', texts.audience)
    .requiredOption('--nonce <text>', texts.nonce)
    .requiredOption('--record <number>', shared.record)
    .requiredOption('--purpose <code...>', texts.purpose)
    .requiredOption('--custodian <did>', texts.custodian)
    .requiredOption('--combine <name>', texts.combine)
    .requiredOption('--store <file>', texts.store)
    .option('--set <file>', texts.set)
    .option('--register <did>', texts.register)
    .option('--register-key <file>', texts.registerKey)
    .option('--register-passphrase-file <file>', group.register.passphraseFile)
    .option('--max-age <seconds>', texts.maxAge, '60')
    .option('--action <name>', texts.action, 'access')
  addExample(
    command,
    frame,
    'consent decide --set set.json --register did:web:hospital.example',
    '--presentation asked.json --audience https://lab.example --nonce 8cJx…',
    '--record "urn:oid:2.999.1.1|R-4711" --purpose TREAT',
    '--custodian did:web:hospital.example',
    '--data-type Observation --combine deny_overrides --store lab.sqlite',
    '--root did:key:zDn…=role,licence,patient-identity,accreditation',
  )
  addTrustOptions(addRequestedDataOptions(command, help), help).action(
    run(async (services, options: DecideCommandOptions) => {
      const { output, messages, environment } = services
      output.progress(messages.consent.deciding)
      const question = await readQuestion(services, options)
      const open = question.source.needsRegister ? withExistingStore : withStore
      const { decision, set } = await open(options.store, (store) =>
        answer(services, options, question, store),
      )
      const why = explainDecision(decision, { set, language: environment.language })
      output.result(why, { decision: jsonOf(decision), why: why.split('\n') })
      return decisionCodes[decision.kind]
    }),
  )
}

const decisionCodes = {
  permit: exitCodes.yes,
  permit_emergency: exitCodes.yes,
  deny: exitCodes.no,
  no_consent: exitCodes.no,
  unknown: exitCodes.unknown,
} as const

/** Everything that can be read before the store is opened. */
interface Question {
  readonly presented: string
  readonly source: StatementSetSource
  readonly request: DeciderRequest
  readonly policy: { readonly combine: Combiner; readonly maxAgeSeconds: number }
}

async function readQuestion(services: Services, options: DecideCommandOptions): Promise<Question> {
  const { purpose: purposes } = options
  const subject = readPair(options.record, '--record')
  const action = readAction(options.action, '--action')
  const combine = readCombiner(options.combine)
  const maxAgeSeconds = readWholeNumber(options.maxAge, '--max-age')
  const data = [readRequestedData(options)]
  const custodian = readDidOption(options.custodian, '--custodian')
  return {
    presented: await readToken(options.presentation, services.environment),
    source: await openStatementSetSource(services, options, subject),
    request: { subject, purposes, action, data, custodian },
    policy: { combine, maxAgeSeconds },
  }
}

async function answer(
  { environment }: Services,
  options: DecideCommandOptions,
  { presented, source, request, policy }: Question,
  store: Store,
): Promise<{ readonly decision: Decision; readonly set: VerifiedStatementSet }> {
  const { audience, nonce, presentation: path } = options
  const { replay, usage, words } = store
  const { verifier, chain } = await openTrust(options, environment, { replay, usage })
  const presentation = await inFile(path, () =>
    verifier.verifyPresentation(presented, { audience, nonce, chain }),
  )
  const decider = createDecider({ verifier, words, ...policy })
  const set = await source.read(store, { decider, verifier })
  return { decision: decider.decide(presentation, set, request), set }
}

function readCombiner(name: string): Combiner {
  return readChoice(name, '--combine', ['newest', 'deny_overrides'])
}
