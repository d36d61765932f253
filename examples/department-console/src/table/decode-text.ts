import { TableError, type TextEncodingName } from './table.ts'

export interface DecodedText {
  readonly text: string
  readonly encoding: TextEncodingName
}

/**
 * Reads the letters of a text file. A byte-order mark decides; without one, whatever is valid UTF-8 is
 * UTF-8, since other Chinese text of any length never is; the rest is GB18030, which Chinese Excel
 * writes. A wrong guess would spoil names quietly, so whoever imports sees the result and may say another.
 *
 * @param encoding - What a person said. Without it, as above.
 * @throws TableError `table_encoding_unknown`.
 */
export function decodeText(bytes: Uint8Array, encoding?: TextEncodingName): DecodedText {
  const wanted = encoding ?? markedEncoding(bytes)
  if (wanted !== undefined) return decodeAs(bytes, wanted)
  try {
    return decodeAs(bytes, 'utf-8')
  } catch {
    return decodeAs(bytes, 'gb18030')
  }
}

function decodeAs(bytes: Uint8Array, encoding: TextEncodingName): DecodedText {
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new TableError('table_encoding_unknown', 'Letters in no encoding that is read')
  }
  // No text has these; a picture or a workbook under another name does.
  if (text.includes('\u0000')) throw new TableError('table_unreadable', 'Not text')
  return { text, encoding }
}

function markedEncoding([one, two, three]: Uint8Array): TextEncodingName | undefined {
  if (one === 0xef && two === 0xbb && three === 0xbf) return 'utf-8'
  if (one === 0xff && two === 0xfe) return 'utf-16le'
  if (one === 0xfe && two === 0xff) return 'utf-16be'
  return undefined
}
