import type { Command, Option } from 'commander'

/** A command as completion needs it: what may follow it. */
export interface CommandNode {
  /** As it is typed after the program's name: `consent decide`; empty for the program itself. */
  readonly path: string
  readonly subcommands: readonly { readonly name: string; readonly about: string }[]
  readonly options: readonly {
    readonly flag: string
    readonly about: string
    /** Of an option that takes one of a few words. */
    readonly choices: readonly string[]
    /** Whether something follows it. */
    readonly takesValue: boolean
  }[]
}

/** Everything that a program knows, from itself: nothing is listed a second time. */
export function commandTree(program: Command): readonly CommandNode[] {
  const visit = (command: Command, path: readonly string[]): readonly CommandNode[] => [
    {
      path: path.join(' '),
      subcommands: command.commands.map((each) => ({
        name: each.name(),
        about: plain(each.description()),
      })),
      options: [...command.options.map(optionOf), help],
    },
    ...command.commands.flatMap((each) => visit(each, [...path, each.name()])),
  ]
  return visit(program, [])
}

const help = { flag: '--help', about: '', choices: [], takesValue: false } as const

function optionOf({ long, description, argChoices, required, optional }: Option) {
  return {
    flag: long ?? '',
    about: plain(description),
    choices: argChoices ?? [],
    takesValue: required || optional,
  }
}

/** Descriptions stand between quotes in scripts that a shell runs: without what could end them. */
function plain(text: string): string {
  return text
    .replace(/['"`$\\[\]:;\n]/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
}
