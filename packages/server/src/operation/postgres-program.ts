import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ServerError } from '../errors.ts'

/**
 * Runs a program of PostgreSQL. What it says quotes what it was given, so nobody hears it.
 *
 * @throws {@link ServerError} `backup_failed` (unknown), with the name of the program: not there, or it did not do it.
 */
export async function runPostgres(
  program: 'pg_dump' | 'pg_restore',
  parameters: readonly string[],
): Promise<void> {
  const child = spawn(program, parameters, { stdio: 'ignore' })
  const [code] = await once(child, 'close').catch(() => [-1])
  if (code === 0) return
  const message = 'A program of PostgreSQL is not there, or did not do it'
  throw new ServerError('backup_failed', message, { place: program, outcome: 'unknown' })
}
