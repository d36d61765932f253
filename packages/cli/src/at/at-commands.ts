import type { JsonValue } from '@fidecura/base'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { factsText } from './facts-text.ts'
import { type At, type AtOptions, addAtOptions, withHospital } from './open-at.ts'

/** A command that asks a hospital for one thing, and says what came of it. */
export interface Asking<Options extends AtOptions> {
  /** As it is typed, such as `suspend <id>`. */
  readonly usage: string
  readonly about: string
  /** After the usual options. */
  readonly example: string
  readonly options?: (command: Command) => Command
  /** Whether it shows something first that somebody agrees to, or said `--yes`. */
  readonly isAgreed?: true
  /** @returns Undefined: somebody did not agree. */
  readonly ask: (at: At, named: readonly string[], options: Options) => Promise<unknown>
}

const where = '--url https://hospital.example/riverside --key me.key --wallet me.json'

/** Adds a command to a group of `fidecura at`. */
export function addAsking<Options extends AtOptions>(
  group: Command,
  { run, help }: Context,
  { usage, about, example, options, isAgreed, ask }: Asking<Options>,
): Command {
  const command = addAtOptions(group.command(usage), help).description(about)
  if (isAgreed) command.option('--yes', help.at.yes)
  options?.(command)
  addExample(command, help.frame, `at ${example}`, where)
  return command.action(
    run(async (services, ...given) => {
      // Commander hands over the arguments, the options, and the command itself.
      const chosen = given.at(-2) as Options
      const named = given.slice(0, -2).flat() as readonly string[]
      const { output, messages } = services
      const answer = await withHospital(services, chosen, (at) => ask(at, named, chosen))
      if (answer === undefined) {
        output.result(messages.at.notDone, { done: false })
        return exitCodes.no
      }
      const json = jsonOf(answer as object) as JsonValue
      output.result(factsText(listIn(json), messages.at), json)
      return exitCodes.yes
    }),
  )
}

function listIn(json: JsonValue): JsonValue {
  const { items, ...others } = json as Readonly<Record<string, JsonValue>>
  return Array.isArray(items) && Object.keys(others).length === 0 ? items : json
}
