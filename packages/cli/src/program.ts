import { Command, CommanderError, Option } from 'commander'
import { addConsentCommand } from './commands/consent.ts'
import { addCredentialCommand } from './commands/credential.ts'
import { addDidCommand } from './commands/did.ts'
import { addKeysCommand } from './commands/keys.ts'
import { addStoryCommand } from './commands/story.ts'
import { type Context, createContext, type Globals } from './context.ts'
import type { Environment } from './environment.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { type Language, messagesOf } from './messages/messages.ts'
import { printError } from './output.ts'
import { UsageError } from './usage-error.ts'

/** Runs one command line. Prints to the environment's streams; returns the exit code. */
export async function runProgram(
  args: readonly string[],
  environment: Environment,
): Promise<ExitCode> {
  const program = new Command('fidecura')
  let globals: Globals = { json: false, language: undefined }
  program.hook('preAction', (_, command) => {
    const { json, lang } = command.optsWithGlobals<{ json?: boolean; lang?: Language }>()
    globals = { json: json === true, language: lang }
  })
  const context: Context = createContext(environment, () => globals)
  program
    .description(
      'Credentials along a chain of authority, patient-signed consent, verification anywhere',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 yes, 1 no, 2 used wrongly, 3 cannot be told.\n\nExample:\n  fidecura keys create --out doctor.key',
    )
  addKeysCommand(program, context)
  addDidCommand(program, context)
  addCredentialCommand(program, context)
  addConsentCommand(program, context)
  addStoryCommand(program, context)
  configure(program, environment)
  try {
    await program.parseAsync(args, { from: 'user' })
    return context.exitCode()
  } catch (error) {
    if (error instanceof CommanderError) return afterUsage(error, args, environment)
    throw error
  }
}

/** --json and --lang may stand anywhere; nothing ends the process but its caller. */
function configure(program: Command, { stdout, stderr }: Environment): void {
  for (const command of [program, ...descendants(program)]) {
    command
      .option('--json', 'print one JSON document and nothing else')
      .addOption(new Option('--lang <language>', 'default from LANG').choices(['en', 'zh-CN']))
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void stdout.write(text),
        writeErr: (text) => void stderr.write(text),
        outputError: () => undefined,
      })
  }
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)])
}

function afterUsage(
  error: CommanderError,
  args: readonly string[],
  environment: Environment,
): ExitCode {
  if (error.exitCode === 0) return exitCodes.yes
  const json = args.includes('--json')
  printError(new UsageError('usage', textOf(error)), environment, json)
  if (!json) environment.stderr.write(`${messagesOf(environment.language).tryHelp}\n`)
  return exitCodes.usage
}

/** Commander quotes what was typed, which may be a secret in the wrong place; our options it may name. */
function textOf({ code, message }: CommanderError): string {
  switch (code) {
    case 'commander.missingMandatoryOptionValue':
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
      return message.replace(/^error: /, '')
    case 'commander.unknownOption':
      return 'no such option'
    case 'commander.unknownCommand':
    case 'commander.help':
      return 'no such command'
    default:
      return 'not what this command takes'
  }
}
