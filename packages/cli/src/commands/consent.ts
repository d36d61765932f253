import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addDecideCommand } from './consent-decide.ts'
import { addSignCommand } from './consent-sign.ts'
import { addConsentVerifyCommand } from './consent-verify.ts'
import { addWithdrawCommand } from './consent-withdraw.ts'

export function addConsentCommand(program: Command, context: Context): void {
  const consent = program
    .command('consent')
    .description('sign, verify and withdraw what a patient states, and decide under it')
    .addHelpText(
      'after',
      '\nExample:\n  fidecura consent verify consent.jwt --identity identity.jwt --root did:key:zDn…=patient-identity',
    )
  addSignCommand(consent, context)
  addConsentVerifyCommand(consent, context)
  addDecideCommand(consent, context)
  addWithdrawCommand(consent, context)
}
