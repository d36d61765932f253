import { type EpochSeconds, formatDateTime } from '@fidecura/base'
import type { CredentialUse, IssuedStatusChange } from '@fidecura/credentials'
import { impactOf } from '@fidecura/credentials/switch'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readDidOption, readInstant, readWholeNumber } from '../options.ts'
import { withExistingStore } from '../with-store.ts'

interface ImpactOptions {
  readonly credential: string
  readonly issuer: string
  readonly store: string
  readonly invalidFrom?: string
  readonly limit: string
}

export function addImpactCommand(program: Command, { run, help }: Context): void {
  const { frame, switch: words } = help
  const texts = words.impact
  const command = program
    .command('impact')
    .description(texts.about)
    .requiredOption('--credential <id>', texts.credential)
    .requiredOption('--issuer <did>', texts.issuer)
    .requiredOption('--store <file>', texts.store)
    .option('--invalid-from <date-time>', texts.invalidFrom)
    .option('--limit <number>', texts.limit, '10000')
  addExample(
    command,
    frame,
    'impact --credential urn:uuid:… --issuer did:web:board.example',
    '--store platform.sqlite --invalid-from 2027-01-01T00:00:00Z',
  ).action(
    run(async (services, options: ImpactOptions) => {
      const { credential: id } = options
      const issuer = readDidOption(options.issuer, '--issuer')
      const limit = readWholeNumber(options.limit, '--limit')
      const given =
        options.invalidFrom === undefined
          ? undefined
          : readInstant(options.invalidFrom, '--invalid-from')
      const impact = await withExistingStore(options.store, async (store) => {
        const from = given ?? (await badSince(store, issuer, id))
        return impactOf(store.usage, { issuer, id }, from, limit)
      })
      const { output, messages } = services
      const since = impact.invalidFrom
      const instant = since === undefined ? undefined : formatDateTime(since)
      const said = [
        messages.switch.before(instant, impact.before.length),
        ...impact.before.map((use) => lineOf(use, services)),
        ...(instant === undefined
          ? []
          : [
              messages.switch.after(instant, impact.after.length),
              ...impact.after.map((use) => lineOf(use, services)),
            ]),
        ...(impact.more ? [messages.switch.more] : []),
      ]
      output.result(said.join('\n'), {
        credential: id,
        issuer,
        ...(since === undefined ? {} : { invalidFrom: since }),
        before: jsonOf(impact.before),
        after: jsonOf(impact.after),
        more: impact.more,
      })
      return exitCodes.yes
    }),
  )
}

/** The earliest instant from which it ever counted as bad, if the issuer keeps it in this store. */
async function badSince(
  { issued }: Store,
  issuer: string,
  id: string,
): Promise<EpochSeconds | undefined> {
  const status = (await issued.find(issuer, id))?.status
  if (status === undefined) return undefined
  const instants = (await issued.changesOf(status.list))
    .filter(({ index, value }) => index === status.index && value !== 'valid')
    .map(({ at, invalidFrom }: IssuedStatusChange) => invalidFrom ?? at)
  return instants.length === 0 ? undefined : (Math.min(...instants) as EpochSeconds)
}

function lineOf({ kind, reference, at, proven }: CredentialUse, { messages }: Services): string {
  const { use, unproven } = messages.switch
  const note = proven ? '' : ` (${unproven})`
  return `  ${formatDateTime(at)} ${use[kind]} ${reference}${note}`
}
