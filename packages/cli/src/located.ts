import { CodedError, isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import { type Environment, readInput } from './environment.ts'
import { UsageError } from './usage-error.ts'

/** An error of one of our packages, with the file that it is about. */
class LocatedError extends CodedError {
  static override readonly name = 'LocatedError'
}

/** Names the file in what goes wrong with it. The code stays; what the file holds is not said. */
export async function inFile<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw located(error, path)
  }
}

/** @param path - A file, or the option that the fault is in. */
export function located(error: unknown, path: string): unknown {
  // One of usage names its file already.
  if (!CodedError.is(error) || UsageError.is(error)) return error
  const { code, message, outcome, place } = error
  // What is fetched is at fault by itself, whichever file needs it.
  const isElsewhere = place?.startsWith('https://') === true
  const within = place === undefined || place === '' ? path : `${path} ${place}`
  const inside = isElsewhere ? place : within
  return new LocatedError(code, message, { outcome, place: inside, cause: error })
}

/** Reads a file that holds one JSON object. */
export function readJsonFile(path: string, environment: Environment): Promise<JsonObject> {
  return inFile(path, async () => {
    const json = parseJson(await readInput(path, environment))
    if (isJsonObject(json)) return json
    throw new UsageError('file_unexpected', 'Not a JSON object', { place: path })
  })
}
