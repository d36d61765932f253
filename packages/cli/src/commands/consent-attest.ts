import type { JsonObject } from '@fidecura/base'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { assertAbsent, writeNew } from '../environment.ts'
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

interface AttestOptions extends ActingRegisterOptions {
  readonly record: string
  readonly out?: string
}

export function addAttestCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared } = help
  const command = consent
    .command('attest')
    .description(help.consent.attest.about)
    .requiredOption('--record <number>', shared.record)
  addActingRegisterOptions(command, help).option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'consent attest --record "urn:oid:2.999.1.1|R-4711"',
    '--register-key register.key --store register.sqlite --out set.json',
  )
  command.action(
    run(async (services, options: AttestOptions) => {
      const { environment, output, messages } = services
      const { out, store } = options
      if (out !== undefined) await assertAbsent(out)
      const record = readPair(options.record, '--record')
      const signer = await openRegisterSigner(services, options)
      const verifier = trustNobody(environment)
      // A store that was only just made would know of no withdrawal.
      const set = await withExistingStore(store, (opened) =>
        registerOn(opened, { signer, verifier }).attest(record),
      )
      const json = jsonOf(set)
      const text = JSON.stringify(json)
      if (out !== undefined) await writeNew(out, `${text}\n`)
      const said = out === undefined ? text : messages.written(out)
      output.result(said, out === undefined ? json : { ...(json as JsonObject), file: out })
      return exitCodes.yes
    }),
  )
}
