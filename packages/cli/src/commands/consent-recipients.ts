import { formatDateTime, literalText } from '@fidecura/base'
import type { RecipientNotice } from '@fidecura/consent/register'
import { digestOf } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import type { Messages } from '../messages/messages.ts'
import {
  type ActingRegisterOptions,
  addActingRegisterOptions,
  registerOn,
} from '../register-desk.ts'
import { openRegisterSigner } from '../signing-key.ts'
import { readStatementFile } from '../statement-file.ts'
import { trustNobody } from '../trust-nobody.ts'
import { withExistingStore } from '../with-store.ts'

/** For the patient: who was to hear of a statement and of its end, and who did. */
export function addRecipientsCommand(consent: Command, { run, help }: Context): void {
  const { frame, life } = help
  const command = consent.command('recipients <file>').description(life.recipients.about)
  addActingRegisterOptions(command, help)
  addExample(
    command,
    frame,
    'consent recipients consent.jwt --register-key register.key',
    '--store register.sqlite',
  )
  command.action(
    run(async (services, file: string, options: ActingRegisterOptions) => {
      const { environment, output, messages } = services
      const { token } = await readStatementFile(file, environment)
      const digest = await digestOf(token)
      const signer = await openRegisterSigner(services, options)
      const verifier = trustNobody(environment)
      const notices = await withExistingStore(options.store, (store) =>
        registerOn(store, { signer, verifier }).recipients(digest),
      )
      const lines = notices.map((notice) => lineOf(notice, messages.life))
      const said = lines.length === 0 ? [messages.life.noRecipients] : lines
      output.result(said.join('\n'), { statement: digest, recipients: jsonOf(notices) })
      return exitCodes.yes
    }),
  )
}

function lineOf(
  { recipient, change, registeredAt, toldAt, acknowledgedAt, attempts }: RecipientNotice,
  words: Messages['life'],
): string {
  const state =
    acknowledgedAt !== undefined
      ? words.recipient.signed(formatDateTime(acknowledgedAt))
      : toldAt !== undefined
        ? words.recipient.told(formatDateTime(toldAt))
        : words.recipient.waiting(`${attempts}`)
  return `${formatDateTime(registeredAt)} ${words.change[change]} ${literalText(recipient)} ${state}`
}
