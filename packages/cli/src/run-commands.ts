import { Command, CommanderError, Option } from 'commander'
import { type Context, createContext } from './context.ts'
import type { Environment } from './environment.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { addExample, formatHelp } from './help-format.ts'
import type { HelpTexts } from './messages/help.ts'
import type { Language } from './messages/messages.ts'
import { wrongOption } from './options.ts'
import { printError } from './output.ts'
import { printTryHelp } from './try-help.ts'
import { UsageError } from './usage-error.ts'

/** Adds a command, with those below it. */
export type AddCommand = (program: Command, context: Context) => void

/** Runs one command line of a program that has these commands. */
export async function runCommands(
  args: readonly string[],
  base: Environment,
  commands: readonly AddCommand[],
): Promise<ExitCode> {
  const environment = { ...base, language: languageIn(args) ?? base.language }
  const program = new Command('fidecura')
  let json = false
  program.hook('preAction', (_, command) => {
    json = command.optsWithGlobals<{ json?: boolean }>().json === true
  })
  const context: Context = createContext(environment, () => json)
  const { frame, program: about } = context.help
  program.description(about).addHelpText('after', `\n${frame.exitCodes}`)
  addExample(program, frame, 'keys create --out doctor.key')
  for (const add of commands) add(program, context)
  let failed = program
  configure(program, environment, frame, (command) => {
    failed = command
  })
  try {
    await program.parseAsync(digestsLast(args, program), { from: 'user' })
    return context.exitCode()
  } catch (error) {
    if (error instanceof CommanderError) return afterUsage(error, failed, args, environment)
    throw error
  }
}

const languages: readonly Language[] = ['en', 'zh-CN']

/** Needed before the arguments are parsed, for the help is made of it. */
function languageIn(args: readonly string[]): Language | undefined {
  const named =
    args.findLast((_, at) => args[at - 1] === '--lang') ??
    args.findLast((arg) => arg.startsWith('--lang='))?.slice('--lang='.length)
  return languages.find((language) => language === named)
}

/** --json and --lang may stand anywhere; nothing ends the process but its caller. */
function configure(
  program: Command,
  { stdout, stderr }: Environment,
  frame: HelpTexts['frame'],
  onFailure: (command: Command) => void,
): void {
  for (const command of [program, ...descendants(program)]) {
    command
      .option('--json', frame.json)
      .addOption(new Option('--lang <language>', frame.lang).choices(languages))
      .exitOverride((error) => {
        onFailure(command)
        throw error
      })
      .configureOutput({
        writeOut: (text) => void stdout.write(text),
        writeErr: (text) => void stderr.write(text),
        getOutHelpWidth: () => (stdout as { readonly columns?: number }).columns ?? 80,
        outputError: () => undefined,
      })
  }
  formatHelp(program, frame)
}

/**
 * Names of things are digests, of which one in 64 begins with a hyphen. No option looks like one, so it is an argument
 * wherever it stands, but behind an option that takes it.
 */
function digestsLast(args: readonly string[], program: Command): readonly string[] {
  if (args.includes('--')) return args
  const options = [program, ...descendants(program)].flatMap((command) => command.options)
  const taking = new Set(options.filter((each) => each.required).map(({ long }) => long))
  const isDigest = (arg: string, at: number): boolean =>
    /^-[\w-]{42}$/.test(arg) && !taking.has(args[at - 1] ?? '')
  const digests = args.filter(isDigest)
  if (digests.length === 0) return args
  return [...args.filter((arg, at) => !isDigest(arg, at)), '--', ...digests]
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)])
}

function afterUsage(
  error: CommanderError,
  command: Command,
  args: readonly string[],
  environment: Environment,
): ExitCode {
  if (error.exitCode === 0) return exitCodes.yes
  const json = args.includes('--json')
  // The help of a group whose command was left out is on stderr already.
  if (error.code === 'commander.help' && !json) return exitCodes.usage
  printError(usageErrorOf(error), environment, json)
  printTryHelp(command, environment, json)
  return exitCodes.usage
}

/** Commander quotes what was typed, which may be a secret in the wrong place; our options it may name. */
function usageErrorOf({ code, message }: CommanderError): UsageError {
  switch (code) {
    case 'commander.missingMandatoryOptionValue':
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument': {
      const place = /'([^']+)'/.exec(message)?.[1] ?? ''
      return new UsageError('usage', 'This is missing', { place })
    }
    case 'commander.excessArguments':
      return new UsageError('usage', 'More arguments than this command takes')
    case 'commander.unknownOption':
      return new UsageError('usage', 'No such option', { takes: suggestedIn(message) })
    case 'commander.unknownCommand':
    case 'commander.help':
      return new UsageError('usage', 'No such command', { takes: suggestedIn(message) })
    case 'commander.invalidArgument': {
      const place = /'(--[a-z-]+)/.exec(message)?.[1] ?? ''
      const choices = /Allowed choices are ([^']*)\.$/.exec(message)?.[1]?.split(', ') ?? []
      return wrongOption(place, ...choices)
    }
    default:
      return new UsageError('usage', 'Not what this command takes')
  }
}

/** Names of ours that resemble what was typed. */
function suggestedIn(message: string): readonly string[] {
  return /\(Did you mean (?:one of )?([^'()]+)\?\)$/.exec(message)?.[1]?.split(', ') ?? []
}
