import { randomUUID } from 'node:crypto'
import { epochSeconds } from '@fidecura/base'
import { signBreakGlass } from '@fidecura/consent'
import type { Command } from 'commander'
import { breakGlassJson } from '../break-glass-file.ts'
import type { Context } from '../context.ts'
import { askWhether, assertAbsent, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readPair, readWholeNumber, wrongOption } from '../options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'

interface RequestOptions extends KeyOptions {
  readonly role: string
  readonly licence?: string
  readonly record: string
  readonly reason: string
  readonly explanation: string
  readonly minutes: string
  readonly audience: string
  readonly nonce: string
  readonly yes?: boolean
  readonly out?: string
}

/** For a practitioner who answers for opening a record that nobody has opened. */
export function addBreakGlassCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, life, consent: group, entry } = help
  const texts = life.breakGlass
  const breakGlass = consent.command('break-glass').description(texts.about)
  const example = [
    'consent break-glass request --key doctor.key --role role.jwt',
    '--licence licence.jwt --record "urn:oid:2.999.1.1|R-4711"',
    '--reason unconscious --explanation "Found in the street, nobody to ask"',
    '--minutes 60 --audience https://hospital.example --nonce 8cJx…',
    '--out emergency.json',
  ] as const
  addExample(breakGlass, frame, ...example)
  const command = addKeyOptions(breakGlass.command('request'), help, entry.sign.key)
    .description(texts.request)
    .requiredOption('--role <file>', entry.sign.role)
    .requiredOption('--record <number>', shared.record)
    .requiredOption('--reason <code>', texts.reason)
    .requiredOption('--explanation <text>', texts.explanation)
    .requiredOption('--audience <text>', texts.audience)
    .requiredOption('--nonce <text>', group.decide.nonce)
    .option('--minutes <number>', texts.minutes, '60')
    .option('--licence <file>', entry.verify.licence)
    .option('--yes', texts.yes)
    .option('--out <file>', shared.out)
  addExample(command, frame, ...example).action(
    run(async (services, options: RequestOptions) => {
      const { environment, output, messages } = services
      const { out, yes, audience, nonce, reason, explanation } = options
      if (out !== undefined) await assertAbsent(out)
      const record = readPair(options.record, '--record')
      const minutes = readWholeNumber(options.minutes, '--minutes')
      if (minutes < 1 || minutes > 1440) throw wrongOption('--minutes', '1…1440')
      const role = await readToken(options.role, environment)
      const licence =
        options.licence === undefined ? undefined : await readToken(options.licence, environment)
      const signer = await openSigner(services, options)
      // Whoever reads the notice later reads this name: it is to be clear beforehand.
      output.show(messages.life.emergency(signer.did))
      if (yes !== true && !(await askWhether(messages.life.askEmergency, environment))) {
        output.result(messages.consent.declined, { signed: false })
        return exitCodes.no
      }
      const issuedAt = environment.clock()
      const until = epochSeconds(issuedAt + minutes * 60)
      const id = `urn:uuid:${randomUUID()}`
      const said = { id, record, reason, explanation, until, audience, nonce, issuedAt }
      const request = await signBreakGlass(said, { signer, role })
      const json = breakGlassJson({ request, role, licence })
      const text = JSON.stringify(json)
      if (out !== undefined) await writeNew(out, `${text}\n`)
      const written = `${messages.life.emergencySigned}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? text : written, {
        ...{ signed: true, id, until, ...json },
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}
