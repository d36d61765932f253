import { processEnvironment } from './environment.ts'
import { runProgram } from './program.ts'

/** The `fidecura` executable: this process's arguments, streams, clock and network. */
export async function runProcess(): Promise<void> {
  process.stdout.on('error', endQuietly)
  process.exitCode = await runProgram(process.argv.slice(2), processEnvironment())
}

/** Whoever read the output, such as `head`, has had enough. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode)
}
