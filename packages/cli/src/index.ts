export { type Environment, processEnvironment } from './environment.ts'
export { type ExitCode, exitCodes } from './exit-code.ts'
export { runProgram } from './program.ts'
export { runProcess } from './run-process.ts'
