import type { DeciderRequest, Policy } from '@fidecura/consent'
import { explainDecision, explainTrace } from '@fidecura/consent/explain'
import type { Command } from 'commander'
import {
  type AskedAccessOptions,
  addAskedAccessOptions,
  codesIn,
  readAskedAccess,
} from '../asked-access.ts'
import { type BreakTheGlass, breakTheGlass, readBreakGlassFile } from '../break-glass-file.ts'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { type DeskPolicy, exitCodeOfDecision, withDecider } from '../decider-desk.ts'
import { type Environment, readToken } from '../environment.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption, readWholeNumber, wrongOption } from '../options.ts'
import { addPolicyOptions, jurisdictionIn, readPolicy } from '../policy-options.ts'
import {
  addStatementSetOptions,
  openStatementSetSource,
  type StatementSetOptions,
  type StatementSetSource,
} from '../statement-set-source.ts'
import { addTrustOptions, type TrustOptions } from '../trust.ts'

interface DecideCommandOptions extends TrustOptions, AskedAccessOptions, StatementSetOptions {
  readonly store: string
  readonly presentation: string
  readonly audience: string
  readonly nonce: string
  readonly maxAge: string
  readonly breakGlass?: string
  readonly notices?: string
  readonly explain?: boolean
}

export function addDecideCommand(consent: Command, { run, help }: Context): void {
  const { frame, life, consent: group } = help
  const texts = group.decide
  const command = consent
    .command('decide')
    .description(texts.about)
    .requiredOption('--presentation <file>', texts.presentation)
    .requiredOption('--audience <text>', texts.audience)
    .requiredOption('--nonce <text>', texts.nonce)
  addAskedAccessOptions(addStatementSetOptions(addPolicyOptions(command, help), help), help)
    .option('--max-age <seconds>', texts.maxAge, '60')
    .option('--break-glass <file>', life.decide.breakGlass)
    .option('--notices <file>', life.decide.notices)
    .option('--explain', life.decide.explain)
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
  addTrustOptions(command, help).action(
    run(async (services, options: DecideCommandOptions) => {
      const { output, messages, environment } = services
      output.progress(messages.consent.deciding)
      const question = await readQuestion(services, options)
      const { trace, set } = await answer(services, options, question)
      const { decision } = trace
      const { language } = environment
      const why =
        options.explain === true
          ? `${explainTrace(trace, { set, language })}\n\n${messages.life.inCodes(codesIn(options))}`
          : explainDecision(decision, { set, language })
      const more = options.explain === true ? { trace: jsonOf(trace) } : {}
      output.result(why, { decision: jsonOf(decision), ...more, why: why.split('\n') })
      return exitCodeOfDecision(decision.kind)
    }),
  )
}

/** Everything that can be read before the store is opened. */
interface Question {
  readonly presented: string
  readonly source: StatementSetSource
  readonly request: DeciderRequest
  readonly policy: DeskPolicy
  readonly emergency: BreakTheGlass | undefined
}

async function readQuestion(services: Services, options: DecideCommandOptions): Promise<Question> {
  const { environment } = services
  const request = readAskedAccess(options)
  const policy = readPolicy(options)
  const maxAgeSeconds = readWholeNumber(options.maxAge, '--max-age')
  return {
    emergency: await readEmergency(options, policy, environment),
    presented: await readToken(options.presentation, environment),
    source: await openStatementSetSource(services, options, request.subject),
    request,
    policy: { ...policy, maxAgeSeconds },
  }
}

/** An emergency is one by the rules of a jurisdiction, and the register writes it down. */
async function readEmergency(
  options: DecideCommandOptions,
  policy: Policy,
  environment: Environment,
): Promise<BreakTheGlass | undefined> {
  const { breakGlass: path, basis, notices, registerKey, audience, nonce } = options
  if (path === undefined) {
    if (notices !== undefined) throw missingOption('--break-glass')
    return undefined
  }
  const jurisdiction = jurisdictionIn(policy)
  if (jurisdiction === undefined) throw missingOption('--jurisdiction')
  if (basis !== undefined && basis !== 'vital_interest')
    throw wrongOption('--basis', 'vital_interest')
  if (notices === undefined) throw missingOption('--notices')
  if (registerKey === undefined) throw missingOption('--register-key')
  const file = await readBreakGlassFile(path, environment)
  return { file, jurisdiction, audience, nonce, notices }
}

function answer(services: Services, options: DecideCommandOptions, question: Question) {
  const { presented, source, request, emergency } = question
  const { audience, nonce, presentation: path } = options
  const { environment } = services
  return withDecider(services, options, question, async (desk) => {
    const { verifier, chain, decider } = desk
    const presentation = await inFile(path, () =>
      verifier.verifyPresentation(presented, { audience, nonce, chain }),
    )
    const set = await desk.readSet()
    if (emergency === undefined) return { trace: decider.trace(presentation, set, request), set }
    const breakGlass = await breakTheGlass(emergency, desk, source, environment)
    const asked = { ...request, legalBasis: 'vital_interest', breakGlass } as const
    return { trace: decider.trace(presentation, set, asked), set }
  })
}
