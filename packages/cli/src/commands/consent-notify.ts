import { join } from 'node:path'
import { postText } from '@fidecura/base'
import { ConsentError } from '@fidecura/consent'
import { type CarryNotice, deliverRecipientNotices } from '@fidecura/consent/notices'
import { type Did, digestOf } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { type Environment, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { missingOption, readDidOption, readListUrl, wrongOption } from '../options.ts'
import {
  type ActingRegisterOptions,
  addActingRegisterOptions,
  registerOn,
} from '../register-desk.ts'
import { openRegisterSigner } from '../signing-key.ts'
import { trustNobody } from '../trust-nobody.ts'
import { withExistingStore } from '../with-store.ts'

interface NotifyOptions extends ActingRegisterOptions {
  readonly to?: readonly string[]
  readonly out?: string
}

/** Tells grantees and controllers what became of statements: over the network, or by files to hand over. */
export function addNotifyCommand(consent: Command, { run, help }: Context): void {
  const { frame, life } = help
  const command = consent.command('notify').description(life.notify.about)
  addActingRegisterOptions(command, help)
    .option('--to <did=url...>', life.notify.to)
    .option('--out <dir>', life.notify.out)
  addExample(
    command,
    frame,
    'consent notify --register-key register.key --store register.sqlite',
    '--to did:web:lab.example=https://lab.example/notices --out notices',
  )
  command.action(
    run(async (services, options: NotifyOptions) => {
      const { environment, output, messages } = services
      const files: string[] = []
      const carry = carryBy(options, environment, files)
      const signer = await openRegisterSigner(services, options)
      const total = await withExistingStore(options.store, (store) =>
        deliverAll(services, { store, signer, carry }),
      )
      const said = [messages.life.told(`${total.told}`), ...files.map(messages.written)]
      if (total.failed > 0) {
        said.push(messages.life.untold(`${total.failed}`, [...new Set(total.codes)].join(', ')))
      }
      output.result(said.join('\n'), { ...total, codes: [...total.codes], files })
      return total.failed === 0 ? exitCodes.yes : exitCodes.unknown
    }),
  )
}

async function deliverAll(
  { environment, output, messages }: Services,
  parts: {
    readonly store: Store
    readonly signer: Awaited<ReturnType<typeof openRegisterSigner>>
    readonly carry: CarryNotice
  },
) {
  const { store, signer, carry } = parts
  const register = registerOn(store, { signer, verifier: trustNobody(environment) })
  const { outbox } = store.register
  const codes: string[] = []
  let told = 0
  let failed = 0
  for (;;) {
    const now = environment.clock()
    const round = await deliverRecipientNotices({ signer, register, outbox, now, carry })
    told += round.told
    failed += round.failed
    codes.push(...round.codes)
    // Those that failed are not due again at once, so this ends.
    if (round.told + round.failed === 0) return { told, failed, codes }
    output.progress(messages.life.telling(`${told + failed}`))
  }
}

function carryBy({ to, out }: NotifyOptions, { fetch }: Environment, files: string[]): CarryNotice {
  if (to === undefined && out === undefined) throw missingOption('--out')
  const urls = new Map((to ?? []).map(readAddress))
  return async (recipient, notice, { signal }) => {
    const url = urls.get(recipient)
    if (url === undefined) {
      if (out === undefined) throw noAddress()
      const name = `${recipient.replace(/[^\w.-]/g, '_').slice(0, 64)}-${await digestOf(notice)}.jwt`
      const file = join(out, name)
      await writeNew(file, `${notice}\n`)
      files.push(file)
      return undefined
    }
    const accept = 'application/jose, text/plain'
    const contentType = 'application/jose'
    const answer = await postText(url, notice, { fetch, accept, contentType, signal })
    const acknowledgement = new TextDecoder().decode(answer).trim()
    return acknowledgement === '' ? undefined : acknowledgement
  }
}

function readAddress(text: string): readonly [Did, string] {
  const sign = text.indexOf('=')
  if (sign === -1) throw wrongOption('--to', 'did:…=https://…')
  return [readDidOption(text.slice(0, sign), '--to'), readListUrl(text.slice(sign + 1), '--to')]
}

function noAddress(): ConsentError {
  return new ConsentError('notice_failed', 'No address of this recipient', { outcome: 'unknown' })
}
