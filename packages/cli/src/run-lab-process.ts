import { runLabProgram } from './lab-program.ts'
import { runInProcess } from './run-in-process.ts'

/** The `fidecura` executable of the archive for laboratories. */
export function runLabProcess(): Promise<void> {
  return runInProcess(runLabProgram)
}
