import { runProgram } from './program.ts'
import { runInProcess } from './run-in-process.ts'

/** The `fidecura` executable. */
export function runProcess(): Promise<void> {
  return runInProcess(runProgram)
}
