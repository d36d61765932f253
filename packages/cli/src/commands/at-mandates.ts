import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { consentCodeSystems, type MandateContents, signMandate } from '@fidecura/consent'
import { renderMandate } from '@fidecura/consent/explain'
import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import { type MandatePlace, ServerProblem } from '@fidecura/server/client'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { type At, type AtOptions, recordOf } from '../at/open-at.ts'
import type { Context } from '../context.ts'
import { readChoice, readWholeNumber, wrongOption } from '../options.ts'
import { digitsIn } from './at-offers.ts'

interface GiveOptions extends AtOptions {
  readonly name: string
  readonly digits: string
  readonly power: readonly string[]
  readonly purpose?: readonly string[]
  readonly dataType?: readonly string[]
  readonly days: string
  readonly yes?: boolean
}

const powers = ['view', 'consent', 'restrict', 'withdraw', 'confirm'] as const

/** Letting somebody act for oneself, and taking that back. */
export function addAtMandates(at: Command, context: Context): void {
  const { mandates: texts, digits } = context.help.at
  const group = at.command('mandates').description(texts.about)
  addAsking(group, context, {
    ...{ usage: 'list', about: texts.list, example: 'mandates list' },
    ask: async (asked) => ({
      items: await everyPage(asked, (page) => asked.client.myMandates(page)),
    }),
  })
  addAsking(group, context, {
    ...{ usage: 'offer <name>', about: texts.offer, example: 'mandates offer "Sam Example"' },
    async ask({ client }, [name = '']) {
      const { id, code, link, expiresAt } = await client.offerMandate(name)
      return { id, code, opens: link, expiresAt }
    },
  })
  addAsking(group, context, {
    ...{ usage: 'show <offer>', about: texts.show, example: 'mandates show hE2…Q' },
    ask: ({ client }, [id = '']) => client.mandateOffer(id),
  })
  addAsking<GiveOptions>(group, context, {
    ...{ usage: 'give <offer>', about: texts.give, isAgreed: true },
    example:
      'mandates give hE2…Q --digits 0417 --name "Sam Example" --power consent --purpose TREAT --data-type Observation --days 30',
    options: (command) =>
      command
        .requiredOption('--digits <digits>', digits)
        .requiredOption('--name <name>', texts.name)
        .requiredOption('--power <name...>', texts.power)
        .requiredOption('--days <number>', texts.days)
        .option('--purpose <code...>', texts.purpose)
        .option('--data-type <type...>', texts.dataType),
    ask: give,
  })
  addAsking(group, context, {
    ...{ usage: 'end <mandate>', about: texts.end, example: 'mandates end urn:uuid:1f0c…' },
    ask: ({ client }, [id = '']) => client.endMandate(id),
  })
}

async function give(at: At, [offer = '']: readonly string[], options: GiveOptions) {
  const { client, signer, services } = at
  const { environment, messages } = services
  const digits = digitsIn(options.digits)
  const days = readWholeNumber(options.days, '--days')
  if (days < 1 || days > 366) throw wrongOption('--days', '1…366')
  const { place } = await client.confirmMandate(offer, digits)
  if (place === undefined || !(await showsDigits(place, offer, digits))) {
    // The hospital names another key than the one that shows these digits.
    throw new ServerProblem('offer_digits_wrong', { status: 0, outcome: 'failed' })
  }
  const contents = contentsOf(at, place, options, environment.clock(), days)
  const text = renderMandate({ ...contents, issuer: signer.did })
  if (!(await isAgreedTo(at, text, messages.consent.confirm, options))) return undefined
  const mandate = await signMandate(contents, { signer, issuedAt: environment.clock() })
  return client.giveMandate({ offer, mandate })
}

async function showsDigits(place: MandatePlace, offer: string, digits: string): Promise<boolean> {
  const thumbprint = await thumbprintOf(place.holder.publicKey)
  return digits === (await comparisonDigits({ offer, nonce: place.nonce, thumbprint }))
}

function contentsOf(
  at: At,
  place: MandatePlace,
  { name, power, purpose = [], dataType, record }: GiveOptions,
  now: EpochSeconds,
  days: number,
): MandateContents {
  const chosen = power.map((each) => readChoice(each, '--power', powers))
  const own = recordOf(at, record)
  const system = consentCodeSystems.resourceTypes
  // A whole minute, and the one before: no clock of a hospital is so far behind.
  const validFrom = epochSeconds(Math.floor(now / 60) * 60 - 60)
  return {
    ...{ id: place.credential, subject: place.holder.did, holderKey: place.holder.publicKey },
    claims: {
      ...{ patient: { ...own.record }, powers: chosen, name },
      statusAuthority: place.statusAuthority,
      purposes: chosen.includes('consent') ? purpose : [],
      data: dataType === undefined ? '*' : dataType.map((code) => ({ system, code })),
      ...(own.name === undefined ? {} : { patientName: own.name }),
    },
    ...{ status: place.status, validFrom, validUntil: epochSeconds(validFrom + days * 86_400) },
    language: at.services.environment.language,
  }
}
