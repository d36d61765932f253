import { decodeBase64url } from '@fidecura/base'
import type { Command } from 'commander'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { type AtOptions, forRecord } from '../at/open-at.ts'
import { presentAt } from '../at/present-at.ts'
import type { Context } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { readPair } from '../options.ts'
import { readDataTypes } from '../requested-data.ts'
import { addAtEmergency } from './at-emergency.ts'

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
      await assertAbsent(out)
      const types = readDataTypes(dataType, '--data-type')
      const { nonce, presentation } = await presentAt(asked)
      const { bundle, duties } = await asked.client.read({
        ...{ record: readPair(of, '--of'), purpose, data: [{ scope: 'category', types }] },
        ...{ presentation, nonce },
      })
      await writeNew(out, decodeBase64url(bundle))
      return { file: out, duties }
    },
  })
  addAtEmergency(group, context)
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
