import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addExample } from '../help-format.ts'
import { addAcknowledgeCommand } from './consent-acknowledge.ts'
import { addAgreeCommand } from './consent-agree.ts'
import { addAttestCommand } from './consent-attest.ts'
import { addBreakGlassCommand } from './consent-break-glass.ts'
import { addContradictionsCommands } from './consent-contradictions.ts'
import { addDecideCommand } from './consent-decide.ts'
import { addDiffCommand } from './consent-diff.ts'
import { addInboxCommand } from './consent-inbox.ts'
import { addNarrowCommand } from './consent-narrow.ts'
import { addNoticesCommand } from './consent-notices.ts'
import { addNotifyCommand } from './consent-notify.ts'
import { addRatifyCommand } from './consent-ratify.ts'
import { addReceiptCommand } from './consent-receipt.ts'
import { addRecipientsCommand } from './consent-recipients.ts'
import { addRegisterCommand } from './consent-register.ts'
import { addRequestCommand } from './consent-request.ts'
import { addSignCommand } from './consent-sign.ts'
import { addStampCommand } from './consent-stamp.ts'
import { addConsentVerifyCommand } from './consent-verify.ts'
import { addWhatIfCommand } from './consent-what-if.ts'
import { addWithdrawCommand } from './consent-withdraw.ts'

export function addConsentCommand(program: Command, context: Context): void {
  const { frame, consent: texts } = context.help
  const consent = program.command('consent').description(texts.about)
  addExample(
    consent,
    frame,
    'consent verify consent.jwt --identity identity.jwt',
    '--root did:key:zDn…=patient-identity',
  )
  addSignCommand(consent, context)
  addAgreeCommand(consent, context)
  addRegisterCommand(consent, context)
  addStampCommand(consent, context)
  addAttestCommand(consent, context)
  addConsentVerifyCommand(consent, context)
  addReceiptCommand(consent, context)
  addDecideCommand(consent, context)
  addWhatIfCommand(consent, context)
  addDiffCommand(consent, context)
  addBreakGlassCommand(consent, context)
  addRatifyCommand(consent, context)
  addNarrowCommand(consent, context)
  addWithdrawCommand(consent, context)
  addNoticesCommand(consent, context)
  addNotifyCommand(consent, context)
  addRecipientsCommand(consent, context)
  addAcknowledgeCommand(consent, context)
  addContradictionsCommands(consent, context)
  addInboxCommand(consent, context)
  addRequestCommand(consent, context)
}
