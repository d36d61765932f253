import { type Environment, processEnvironment } from './environment.ts'
import type { ExitCode } from './exit-code.ts'

/** Runs a program on this process's arguments, streams, clock and network. */
export async function runInProcess(
  run: (args: readonly string[], environment: Environment) => Promise<ExitCode>,
): Promise<void> {
  process.stdout.on('error', endQuietly)
  process.exitCode = await run(process.argv.slice(2), processEnvironment())
}

/** Whoever read the output, such as `head`, has had enough. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode)
}
