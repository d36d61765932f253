import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addExample } from '../help-format.ts'
import { addRequestAnswerCommands } from './consent-request-answer.ts'
import { addRequestSignCommand } from './consent-request-sign.ts'
import { addRequestVerifyCommand } from './consent-request-verify.ts'

/** A platform asks, a patient answers. */
export function addRequestCommand(consent: Command, context: Context): void {
  const { frame, life } = context.help
  const group = consent.command('request').description(life.request.about)
  addExample(
    group,
    frame,
    'consent request answer request.json --key patient.key',
    '--record "urn:oid:2.999.1.1|R-4711" --origin in_person',
    '--controller "did:web:hospital.example=Example Hospital"',
    '--register did:web:hospital.example --store app.sqlite',
    '--root did:key:zDn…=role,licence,accreditation --out consent.jwt',
  )
  addRequestSignCommand(group, context)
  addRequestAnswerCommands(group, context)
  addRequestVerifyCommand(group, context)
}
