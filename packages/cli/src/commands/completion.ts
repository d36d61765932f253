import type { Command } from 'commander'
import { commandTree } from '../completion/command-tree.ts'
import { completionScript, shells } from '../completion/scripts.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readChoice } from '../options.ts'

/** Prints what a shell reads to complete commands and options, made of the program's own. */
export function addCompletionCommand(program: Command, { run, help }: Context): void {
  const { frame, completion } = help
  const command = program
    .command('completion <shell>')
    .description(`${completion.about}: ${shells.join(', ')}`)
  addExample(
    command,
    frame,
    'completion bash > ~/.local/share/bash-completion/completions/fidecura',
  ).action(
    run(async ({ output }, name: string) => {
      const shell = readChoice(name, 'shell', shells)
      const script = completionScript(shell, commandTree(program))
      output.document(script, { shell, script })
      return exitCodes.yes
    }),
  )
}
