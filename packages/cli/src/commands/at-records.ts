import { decodeBase64url } from '@fidecura/base'
import { presentCredentials } from '@fidecura/credentials'
import type { Command } from 'commander'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { type AtOptions, forRecord } from '../at/open-at.ts'
import { staffEvidence } from '../at/standing.ts'
import type { Context } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { readPair, wrongOption } from '../options.ts'
import { readDataTypes } from '../requested-data.ts'

interface ReadOptions extends AtOptions {
  readonly of: string
  readonly purpose: string
  readonly dataType: readonly string[]
  readonly out: string
}

/** Reading in records, and who did. */
export function addAtRecords(at: Command, context: Context): void {
  const { consent, shared, at: all } = context.help
  const { records: texts, record } = all
  const group = at.command('records').description(texts.about)
  addAsking<ReadOptions>(group, context, {
    ...{ usage: 'read', about: texts.read },
    example:
      'records read --of "urn:oid:2.999.1.1|R-1" --purpose TREAT --data-type Observation --out read.json',
    options: (command) =>
      command
        .requiredOption('--of <number>', shared.record)
        .requiredOption('--purpose <code>', texts.purpose)
        .requiredOption('--data-type <type...>', consent.decide.dataType)
        .requiredOption('--out <file>', shared.out),
    async ask(asked, _, { of, purpose, dataType, out }) {
      const { client, signer, place, services } = asked
      await assertAbsent(out)
      const types = readDataTypes(dataType, '--data-type')
      const { role, licence, chain } = await staffEvidence(asked)
      const { audience, nonce } = await client.challenge()
      // It is presented to the hospital that was typed and to nobody else.
      if (audience !== place.did) throw wrongOption('--url')
      const presentation = await presentCredentials([role, licence], {
        ...{ signer, audience, nonce, chain, issuedAt: services.environment.clock() },
        disclose: 'all',
      })
      const { bundle, duties } = await client.read({
        ...{ record: readPair(of, '--of'), purpose, data: [{ scope: 'category', types }] },
        ...{ presentation, nonce },
      })
      await writeNew(out, decodeBase64url(bundle))
      return { file: out, duties }
    },
  })
  addAsking(group, context, {
    ...{ usage: 'looked', about: texts.looked, example: 'records looked' },
    options: (command) => command.option('--record <value>', record),
    ask: async (asked, _, options) => ({
      items: await everyPage(asked, (page) =>
        asked.client.myAccesses({ ...page, ...forRecord(options) }),
      ),
    }),
  })
}
