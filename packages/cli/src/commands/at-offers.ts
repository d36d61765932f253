import type { NewGuardianOffer, NewPatientOffer } from '@fidecura/server/client'
import type { Command } from 'commander'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import type { AtOptions } from '../at/open-at.ts'
import type { Context } from '../context.ts'
import { readJsonFile } from '../located.ts'
import { wrongOption } from '../options.ts'

/** Offers of credentials, from the side of the desk. */
export function addAtOffers(at: Command, context: Context): void {
  const { at: texts } = context.help
  const group = at.command('offers').description(texts.offers.about)
  addAsking(group, context, {
    ...{ usage: 'list', about: texts.offers.list, example: 'offers list' },
    ask: async (asked) => ({ items: await everyPage(asked, (page) => asked.client.offers(page)) }),
  })
  addAsking(group, context, {
    ...{ usage: 'make <file>', about: texts.offers.make, example: 'offers make person.json' },
    async ask({ client, services }, [file = '']) {
      const json: unknown = await readJsonFile(file, services.environment)
      const { id, code, link, expiresAt } = await client.offerAtDesk(
        json as NewPatientOffer | NewGuardianOffer,
      )
      // The code is what the command is for: it is shown once.
      return { id, code, opens: link, expiresAt }
    },
  })
  addAsking<AtOptions & { readonly digits: string }>(group, context, {
    ...{ usage: 'confirm <offer>', about: texts.offers.confirm },
    example: 'offers confirm hE2…Q --digits 0417',
    options: (command) => command.requiredOption('--digits <digits>', texts.digits),
    ask: ({ client }, [id = ''], { digits }) => client.confirmOffer(id, digitsIn(digits)),
  })
  addAsking(group, context, {
    ...{ usage: 'approve <offer>', about: texts.offers.approve, example: 'offers approve hE2…Q' },
    ask: ({ client }, [id = '']) => client.approveOffer(id),
  })
  addAsking(group, context, {
    ...{ usage: 'hand-out <offer>', about: texts.offers.handOut, example: 'offers hand-out hE2…Q' },
    async ask({ client }, [id = '']) {
      const { link, transactionCode, expiresAt } = await client.handOutOffer(id)
      // The one is for a picture, and the other to be said: both are shown once.
      return { opens: link, transactionCode, expiresAt }
    },
  })
  addAsking(group, context, {
    ...{ usage: 'void <offer>', about: texts.offers.void, example: 'offers void hE2…Q' },
    ask: ({ client }, [id = '']) => client.voidOffer(id),
  })
}

export function digitsIn(text: string): string {
  if (/^\d{4}$/.test(text)) return text
  throw wrongOption('--digits', '0000')
}
