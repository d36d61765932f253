import type { Command } from 'commander'
import type { Environment } from './environment.ts'
import { messagesOf } from './messages/messages.ts'

/** Points to the help of the very command that was used wrongly. */
export function printTryHelp(
  command: Command,
  { stderr, language, variables }: Environment,
  json: boolean,
): void {
  if (json) return
  const [program, ...words] = pathOf(command)
  // There `fidecura` is no command that a shell would find.
  const typed = variables['npm_lifecycle_event'] === 'start' ? 'npm start --' : program
  const shown = typed === program ? [program, ...words].join(' ') : typed
  stderr.write(`${messagesOf(language).tryHelp(shown ?? '')}\n`)
}

function pathOf(command: Command): readonly string[] {
  const above = command.parent === null ? [] : pathOf(command.parent)
  return [...above, command.name()]
}
