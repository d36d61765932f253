import { processEnvironment } from './environment.ts'
import { runProgram } from './program.ts'

/** The `fidecura` executable: this process's arguments, streams, clock and network. */
export async function runProcess(): Promise<void> {
  process.exitCode = await runProgram(process.argv.slice(2), processEnvironment())
}
