import { isJsonObject, type JsonValue } from '@fidecura/base'
import type { LetterContent } from '@fidecura/server'
import type { Environment } from '../environment.ts'
import { readJsonFile } from '../located.ts'
import { UsageError } from '../usage-error.ts'

/** What a hospital has to say in its letters, in each language in which it writes them. */
export type Letters = Readonly<Partial<Record<'en' | 'zh-CN', LetterContent>>>

const members = ['contact', 'cause', 'consequences', 'measures', 'advice'] as const

/** A letter with a blank would be sent with it, so none may be left out. */
export async function readLetters(path: string, environment: Environment): Promise<Letters> {
  const { en, 'zh-CN': zh, ...others } = await readJsonFile(path, environment)
  const fault = (place: string): UsageError =>
    new UsageError('file_unexpected', 'Not what letters are made of', { place: `${path} ${place}` })
  if (Object.keys(others).length > 0 || (en === undefined && zh === undefined)) throw fault('')
  return {
    ...(en === undefined ? {} : { en: contentOf(en, '/en', fault) }),
    ...(zh === undefined ? {} : { 'zh-CN': contentOf(zh, '/zh-CN', fault) }),
  }
}

function contentOf(
  json: JsonValue,
  place: string,
  fault: (place: string) => UsageError,
): LetterContent {
  if (!isJsonObject(json)) throw fault(place)
  const texts = members.map((name) => {
    const text = json[name]
    if (typeof text !== 'string' || text.trim() === '') throw fault(`${place}/${name}`)
    return [name, text] as const
  })
  if (Object.keys(json).length > members.length) throw fault(place)
  return Object.fromEntries(texts) as unknown as LetterContent
}
