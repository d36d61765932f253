import { type ConsentCoding, consentCodeSystems, type RequestedData } from '@fidecura/consent'
import type { Command } from 'commander'
import type { HelpTexts } from './messages/help.ts'
import { readPair, wrongOption } from './options.ts'

/** What data a request is about. */
export interface RequestedDataOptions {
  readonly dataType?: readonly string[]
  readonly dataCode?: readonly string[]
  readonly dataLabel?: readonly string[]
  readonly item?: boolean
}

export function addRequestedDataOptions(command: Command, { consent }: HelpTexts): Command {
  const { dataType, dataCode, dataLabel, item } = consent.decide
  return command
    .option('--data-type <type...>', dataType)
    .option('--data-code <code...>', dataCode)
    .option('--data-label <label...>', dataLabel)
    .option('--item', item)
}

/** One entry: it is of one of the types, with one of the codes. */
export function readRequestedData({
  item,
  dataType,
  dataCode,
  dataLabel,
}: RequestedDataOptions): RequestedData {
  const types = dataType && readDataTypes(dataType, '--data-type')
  const codes = dataCode?.map((text) => readCoding(text, '--data-code'))
  const labels = dataLabel?.map((text) => readCoding(text, '--data-label'))
  const kinds = {
    ...(types === undefined ? {} : { types }),
    ...(codes === undefined ? {} : { codes }),
  }
  if (item === true) return { scope: 'item', ...kinds, ...(labels === undefined ? {} : { labels }) }
  // Everything of a kind has many labels.
  if (labels !== undefined) throw wrongOption('--data-label')
  return { scope: 'category', ...kinds }
}

/** FHIR resource types by name, others as `SYSTEM|CODE`. */
export function readDataTypes(texts: readonly string[], option: string): readonly ConsentCoding[] {
  return texts.map((text) =>
    text.includes('|')
      ? readCoding(text, option)
      : { system: consentCodeSystems.resourceTypes, code: text },
  )
}

export function readCoding(text: string, option: string): ConsentCoding {
  const { system, value: code } = readPair(text, option)
  return { system, code }
}
