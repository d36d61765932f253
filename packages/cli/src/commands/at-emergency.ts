import { randomUUID } from 'node:crypto'
import { decodeBase64url, epochSeconds, formatDateTime, literalText } from '@fidecura/base'
import { type BreakGlassContent, signBreakGlass } from '@fidecura/consent'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { addAsking } from '../at/at-commands.ts'
import type { At, AtOptions } from '../at/open-at.ts'
import { presentAt } from '../at/present-at.ts'
import type { Context } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { readPair, readWholeNumber, wrongOption } from '../options.ts'
import { readDataTypes } from '../requested-data.ts'

interface EmergencyOptions extends AtOptions {
  readonly of: string
  readonly reason: string
  readonly explanation: string
  readonly minutes: string
  readonly dataType: readonly string[]
  readonly out: string
}

/** Opening a record that nobody has opened, in person: said, shown, signed, and told to the patient. */
export function addAtEmergency(records: Command, context: Context): void {
  const { consent, shared, life, at } = context.help
  const { breakGlass: texts } = life
  addAsking<EmergencyOptions>(records, context, {
    ...{ usage: 'emergency', about: at.records.emergency, isAgreed: true },
    example:
      'records emergency --of "urn:oid:2.999.1.1|R-1" --reason unconscious --explanation "Found in the street" --data-type Observation --out read.json',
    options: (command) =>
      command
        .requiredOption('--of <number>', shared.record)
        .requiredOption('--reason <code>', texts.reason)
        .requiredOption('--explanation <text>', texts.explanation)
        .requiredOption('--data-type <type...>', consent.decide.dataType)
        .requiredOption('--out <file>', shared.out)
        .option('--minutes <number>', texts.minutes, '15'),
    ask: open,
  })
}

async function open(at: At, _: readonly string[], options: EmergencyOptions) {
  const { client, signer, services } = at
  const { environment, messages } = services
  const { of, reason, explanation, dataType, out } = options
  await assertAbsent(out)
  const record = readPair(of, '--of')
  const minutes = readWholeNumber(options.minutes, '--minutes')
  if (minutes < 1 || minutes > 1440) throw wrongOption('--minutes', '1…1440')
  const types = readDataTypes(dataType, '--data-type')
  const issuedAt = environment.clock()
  const until = epochSeconds(issuedAt + minutes * 60)
  const said = { record, reason, explanation, until }
  const text = `${textOf(at, said, dataType)}\n\n${messages.life.emergency(signer.did)}`
  if (!(await isAgreedTo(at, text, messages.life.askEmergency, options))) return undefined
  // For this one reading, and drawn only now: somebody may have read for a while.
  const { role, audience, nonce, presentation } = await presentAt(at)
  const content = { id: `urn:uuid:${randomUUID()}`, ...said, audience, nonce, issuedAt }
  const breakGlass = await signBreakGlass(content, { signer, role })
  const { bundle, ...answer } = await client.readInEmergency({
    ...{ breakGlass, presentation, data: [{ scope: 'category', types }] },
  })
  await writeNew(out, decodeBase64url(bundle))
  return { ...answer, file: out }
}

/** All that is signed, in the words of whoever signs. */
function textOf(
  { services: { messages } }: At,
  {
    record,
    reason,
    explanation,
    until,
  }: Omit<BreakGlassContent, 'id' | 'audience' | 'nonce' | 'issuedAt'>,
  dataType: readonly string[],
): string {
  const { members } = messages.at
  return [
    [members['record'], literalText(record.value)],
    [members['reason'], literalText(reason)],
    [members['explanation'], literalText(explanation)],
    [members['data'], dataType.map((each) => literalText(each)).join(', ')],
    [members['until'], formatDateTime(until)],
  ]
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}
