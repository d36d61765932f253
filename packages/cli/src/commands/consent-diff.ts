import { diffDecisions, type StatedRequest } from '@fidecura/consent/assess'
import { explainDiff } from '@fidecura/consent/explain'
import type { Command } from 'commander'
import {
  type AskedAccessOptions,
  addAskedAccessOptions,
  codesIn,
  readAskedAccess,
} from '../asked-access.ts'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { exitCodeOfDecision, withDecider } from '../decider-desk.ts'
import { addExample } from '../help-format.ts'
import { missingOption, readInstant } from '../options.ts'
import { addPolicyOptions, readPolicy } from '../policy-options.ts'
import {
  addStatedRequesterOptions,
  readStatedRequester,
  type StatedRequesterOptions,
} from '../stated-requester.ts'
import {
  addStatementSetOptions,
  openStatementSetSource,
  type StatementSetOptions,
} from '../statement-set-source.ts'
import { addTrustOptions, type TrustOptions } from '../trust.ts'

interface DiffOptions
  extends TrustOptions,
    StatementSetOptions,
    StatedRequesterOptions,
    AskedAccessOptions {
  readonly store: string
  readonly from: string
  readonly to?: string
}

/** How the answer to one request changed, when, and by which statement. */
export function addDiffCommand(consent: Command, { run, help }: Context): void {
  const { frame, life } = help
  const command = consent
    .command('diff')
    .description(life.diff.about)
    .requiredOption('--from <date-time>', life.diff.from)
  addAskedAccessOptions(addStatementSetOptions(addPolicyOptions(command, help), help), help)
  addStatedRequesterOptions(command, help).option('--to <date-time>', life.diff.to)
  addExample(
    command,
    frame,
    'consent diff --from 2027-01-01T00:00:00Z --set set.json',
    '--register did:web:hospital.example --store lab.sqlite',
    '--record "urn:oid:2.999.1.1|R-4711" --purpose TREAT',
    '--requester did:web:cardiology.example',
    '--custodian did:web:hospital.example',
    '--data-type Observation --jurisdiction health-data-space',
    '--root did:key:zDn…=patient-identity,accreditation',
  )
  addTrustOptions(command, help).action(
    run(async (services, options: DiffOptions) => {
      const { environment, output, messages } = services
      const [first] = options.requester ?? []
      if (first === undefined) throw missingOption('--requester')
      output.progress(messages.consent.deciding)
      const requester = readStatedRequester(options, first)
      const request: StatedRequest = { ...readAskedAccess(options), requester }
      const policy = readPolicy(options)
      const from = readInstant(options.from, '--from')
      const to = options.to === undefined ? environment.clock() : readInstant(options.to, '--to')
      const source = await openStatementSetSource(services, options, request.subject)
      const set = await withDecider(services, options, { source, policy }, ({ readSet }) =>
        readSet(),
      )
      const diff = diffDecisions(request, set, { ...policy, from, to })
      const { language } = environment
      const text = explainDiff(diff, { request, set, language })
      output.result(`${text}\n${messages.life.inCodes(codesIn(options))}`, {
        ...(jsonOf(diff) as object),
        why: text.split('\n'),
      })
      return exitCodeOfDecision(diff.after.outcome)
    }),
  )
}
