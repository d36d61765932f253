import { explainNotice } from '@fidecura/consent/explain'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readPair } from '../options.ts'
import {
  type ActingRegisterOptions,
  addActingRegisterOptions,
  registerOn,
} from '../register-desk.ts'
import { openRegisterSigner } from '../signing-key.ts'
import { trustNobody } from '../trust-nobody.ts'
import { withExistingStore } from '../with-store.ts'

interface NoticesOptions extends ActingRegisterOptions {
  readonly record: string
}

/** What the patient reads of others who acted in their record. */
export function addNoticesCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, life } = help
  const command = consent
    .command('notices')
    .description(life.notices.about)
    .requiredOption('--record <number>', shared.record)
  addActingRegisterOptions(command, help)
  addExample(
    command,
    frame,
    'consent notices --record "urn:oid:2.999.1.1|R-4711"',
    '--register-key register.key --store register.sqlite',
  )
  command.action(
    run(async (services, options: NoticesOptions) => {
      const { environment, output, messages } = services
      const record = readPair(options.record, '--record')
      const signer = await openRegisterSigner(services, options)
      const verifier = trustNobody(environment)
      const notices = await withExistingStore(options.store, (store) =>
        registerOn(store, { signer, verifier }).notices(record),
      )
      const { language } = environment
      const texts = notices.map((notice) => explainNotice(notice, { language }))
      const said = texts.length === 0 ? messages.life.noNotices : texts.join('\n\n')
      const list = notices.map((notice, at) => ({ ...notice, text: texts[at] }))
      output.result(said, { notices: jsonOf(list) })
      return exitCodes.yes
    }),
  )
}
