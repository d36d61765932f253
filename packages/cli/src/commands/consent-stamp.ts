import { digestOf } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import {
  type ActingRegisterOptions,
  addActingRegisterOptions,
  registerOn,
} from '../register-desk.ts'
import { openRegisterSigner } from '../signing-key.ts'
import { trustNobody } from '../trust-nobody.ts'
import { UsageError } from '../usage-error.ts'
import { withStore } from '../with-store.ts'

interface StampOptions extends ActingRegisterOptions {
  readonly out?: string
}

export function addStampCommand(consent: Command, { run, help }: Context): void {
  const command = consent.command('stamp <file>').description(help.consent.stamp.about)
  addActingRegisterOptions(command, help).option('--out <file>', help.shared.out)
  addExample(
    command,
    help.frame,
    'consent stamp entry.jwt --register-key register.key',
    '--store register.sqlite --out entry-receipt.jwt',
  )
  command.action(
    run(async (services, file: string, options: StampOptions) => {
      const { environment, output, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const token = await readToken(file, environment)
      // Of other files the bytes as they are would count, which editors change unseen.
      if (!/^[\w.~-]+$/.test(token)) {
        throw new UsageError('file_unexpected', 'Not a signed token', { place: file })
      }
      const signer = await openRegisterSigner(services, options)
      const digest = await digestOf(token)
      const verifier = trustNobody(environment)
      const receipt = await withStore(options.store, (store) =>
        registerOn(store, { signer, verifier }).stamp(digest),
      )
      if (out !== undefined) await writeNew(out, `${receipt}\n`)
      const said = `${messages.consent.stamped}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? receipt : said, {
        digest,
        receipt,
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}
