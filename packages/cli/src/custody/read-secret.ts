import { stat } from 'node:fs/promises'
import { type Environment, readInput } from '../environment.ts'
import { UsageError } from '../usage-error.ts'

/** Whoever else may read it, has it. */
const others = 0o077
const maxSecretBytes = 4096

/**
 * Reads a passphrase or a PIN: from a file that its owner alone may read, from a pipe (`/dev/fd/3`), or from standard
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
  // Windows keeps no such modes.
  const isOpen = found?.isFile() === true && (found.mode & others) !== 0
  if (isOpen && process.platform !== 'win32') {
    throw new UsageError('secret_file_open', 'Others than its owner may read it', { place: path })
  }
  return new TextDecoder().decode(await readInput(path, environment, maxSecretBytes)).trim()
}
