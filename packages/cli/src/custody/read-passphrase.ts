import { isCancel, password } from '@clack/prompts'
import type { Environment } from '../environment.ts'
import { UsageError } from '../usage-error.ts'
import { readSecret } from './read-secret.ts'

/** Where a passphrase may come from. */
export interface PassphraseSource {
  readonly file?: string | undefined
  readonly prompt: string
  /** Names a file, with `_FILE` behind it. Default: `FIDECURA_PASSPHRASE`. */
  readonly variable?: string
}

/**
 * From a file, a pipe or the terminal: never from argv or a variable, for both are handed on and can be looked up.
 *
 * @throws UsageError `passphrase_in_environment`, `passphrase_missing`; those of {@link readSecret}.
 */
export async function readPassphrase(
  environment: Environment,
  source: PassphraseSource,
): Promise<string> {
  const file = source.file ?? namedFile(environment, source)
  if (file !== undefined) return readSecret(file, environment)
  const { variable = standard } = source
  if ((environment.variables[variable] ?? '') !== '') {
    const message = 'A variable is no place for a passphrase'
    throw new UsageError('passphrase_in_environment', message, { place: variable })
  }
  // On stderr: stdout is for the result alone.
  const { stdin: input, stderr: output } = environment
  if (input.isTTY === true) {
    const answer = await password({ message: source.prompt, input, output })
    if (!isCancel(answer)) return answer
  }
  const message = 'Give a passphrase file, or the variable that names one'
  throw new UsageError('passphrase_missing', message, { place: `${variable}_FILE` })
}

/** The file that the environment names. */
export function namedFile(
  { variables }: Pick<Environment, 'variables'>,
  { variable = standard }: Pick<PassphraseSource, 'variable'> = {},
): string | undefined {
  return variables[`${variable}_FILE`] || undefined
}

const standard = 'FIDECURA_PASSPHRASE'
