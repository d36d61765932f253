import { type StatedRequest, whatIf } from '@fidecura/consent/assess'
import { explainWhatIf } from '@fidecura/consent/explain'
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
import { addDraftOptions, type DraftOptions, readDraft } from '../draft-statement.ts'
import { addExample } from '../help-format.ts'
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

interface WhatIfOptions
  extends DraftOptions,
    TrustOptions,
    StatementSetOptions,
    StatedRequesterOptions,
    Omit<AskedAccessOptions, 'record' | 'custodian'> {
  readonly store: string
}

/** Before signing: with this, who could read what? */
export function addWhatIfCommand(consent: Command, { run, help }: Context): void {
  const { frame, life } = help
  const command = addDraftOptions(consent.command('what-if').description(life.whatIf.about), help)
  addStatedRequesterOptions(command, help)
  addAskedAccessOptions(addStatementSetOptions(addPolicyOptions(command, help), help), help, [])
  addExample(
    command,
    frame,
    'consent what-if --fhir consent.json',
    '--record "urn:oid:2.999.1.1|R-4711"',
    '--grantee "did:web:cardiology.example=Cardiology"',
    '--controller "did:web:hospital.example=Example Hospital"',
    '--set set.json --register did:web:hospital.example --store app.sqlite',
    '--purpose TREAT --data-type Observation --jurisdiction china',
    '--root did:key:zDn…=patient-identity,accreditation',
  )
  addTrustOptions(command, help).action(
    run(async (services, options: WhatIfOptions) => {
      const { environment, output, messages } = services
      output.progress(messages.consent.deciding)
      const draft = await readDraft(options, environment)
      const { grantee, controller, record } = draft
      const asked = readAskedAccess({ ...options, custodian: controller.did })
      const requester = readStatedRequester(options, grantee.did)
      const request: StatedRequest = { ...asked, requester }
      const policy = readPolicy(options)
      const source = await openStatementSetSource(services, options, record)
      const set = await withDecider(services, options, { source, policy }, ({ readSet }) =>
        readSet(),
      )
      const stated = { ...draft, terms: draft.source.reading.terms, controller: controller.did }
      const results = whatIf(set, stated, [request], { ...policy, at: environment.clock() })
      const { language } = environment
      const text = explainWhatIf(results, { requests: [request], draft: stated, language })
      const [result] = results
      output.result(`${text}\n${messages.life.inCodes(codesIn(options))}`, {
        ...(jsonOf(result ?? {}) as object),
        why: text.split('\n'),
      })
      return exitCodeOfDecision(result?.after.outcome ?? 'unknown')
    }),
  )
}
