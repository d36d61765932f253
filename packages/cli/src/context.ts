import { Command } from 'commander'
import { createTokens, type Tokens } from './custody/tokens.ts'
import type { Environment } from './environment.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.ts'
import type { HelpTexts } from './messages/help.ts'
import { type Messages, messagesOf } from './messages/messages.ts'
import { createOutput, type Output, printError } from './output.ts'
import { printTryHelp } from './try-help.ts'
import { UsageError } from './usage-error.ts'

/** What each command's action is handed. */
export interface Services {
  readonly environment: Environment
  readonly output: Output
  readonly messages: Messages
  /** Hardware tokens, which are let go of when the command ends. */
  readonly tokens: Tokens
}

/** Ties the actions of the commands to one run of the program. */
export interface Context {
  /** What the commands say of themselves. */
  readonly help: HelpTexts
  /** An action returns its exit code; its errors become words and an exit code. */
  run<Args extends readonly unknown[]>(
    action: (services: Services, ...args: Args) => Promise<ExitCode>,
  ): (...args: Args) => Promise<void>
  exitCode(): ExitCode
}

/** @param isJson - Asked after the arguments were parsed. */
export function createContext(environment: Environment, isJson: () => boolean): Context {
  let exitCode: ExitCode = exitCodes.yes
  const messages = messagesOf(environment.language)
  return {
    help: messages.help,
    exitCode: () => exitCode,
    run:
      (action) =>
      async (...args) => {
        const json = isJson()
        const output = createOutput(environment, json)
        const tokens = createTokens(environment, messages.custody.pinPrompt)
        try {
          exitCode = await action({ environment, output, messages, tokens }, ...args)
        } catch (error) {
          printError(error, environment, json)
          const command = args.find((arg) => arg instanceof Command)
          if (command !== undefined && UsageError.is(error) && error.code === 'usage') {
            printTryHelp(command, environment, json)
          }
          exitCode = exitCodeOf(error)
        } finally {
          await tokens.close()
        }
      },
  }
}
