import { stat } from 'node:fs/promises'
import { isPrivateFile } from '@fidecura/base/node'
import { type Environment, readInput } from '../environment.ts'
import { UsageError } from '../usage-error.ts'

const maxSecretBytes = 4096

/**
 * Reads a passphrase or a PIN: from a file that its owner alone may read (see `isPrivateFile`), from a pipe (`/dev/fd/3`), or from standard
 * input (`-`). Never from argv, nor from a variable, which programs that are started from here, and others that may look
 * at this one, would have.
 *
 * @throws UsageError `secret_file_open`, `file_unreadable`, `file_too_large`.
 */
export async function readSecret(
  path: string,
  environment: Pick<Environment, 'stdin'>,
): Promise<string> {
  const found = path === '-' ? undefined : await stat(path).catch(() => undefined)
  if (found?.isFile() === true && !isPrivateFile(found)) {
    throw new UsageError('secret_file_open', 'Others than its owner may read it', { place: path })
  }
  return new TextDecoder().decode(await readInput(path, environment, maxSecretBytes)).trim()
}
