import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addExample } from '../help-format.ts'
import { addCheckCommands } from './credential-check.ts'
import { addIssueCommand } from './credential-issue.ts'
import { addNonceCommand } from './credential-nonce.ts'
import { addOrderCommand } from './credential-order.ts'
import { addPresentCommand } from './credential-present.ts'
import { addRevokeCommand } from './credential-revoke.ts'
import { addStatusCommands } from './credential-status.ts'
import { addSwitchCommands } from './credential-switch.ts'
import { addTypesCommand } from './credential-types.ts'

export function addCredentialCommand(program: Command, context: Context): void {
  const { frame, credential: texts } = context.help
  const credential = program.command('credential').description(texts.about)
  addExample(
    credential,
    frame,
    'credential check role.jwt --licence licence.jwt',
    '--root did:key:zDn…=role,licence,accreditation',
    '--chain hospital.jwt cardiology.jwt',
  )
  addIssueCommand(credential, context)
  addNonceCommand(credential, context)
  addPresentCommand(credential, context)
  addCheckCommands(credential, context)
  addSwitchCommands(credential, context)
  addOrderCommand(credential, context)
  addRevokeCommand(credential, context)
  addStatusCommands(credential, context)
  addTypesCommand(credential, context)
}
