import type { CommandNode } from './command-tree.ts'

/** The shells for which there is a script. */
export const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

/** A script that a shell reads once, and that starts no program when somebody presses a key. */
export function completionScript(shell: Shell, tree: readonly CommandNode[]): string {
  switch (shell) {
    case 'bash':
      return bash(tree)
    case 'zsh':
      return zsh(tree)
    case 'fish':
      return fish(tree)
    default:
      return shell satisfies never
  }
}

/** The words of commands before the cursor, as far as they are commands. */
function wordsOf({ subcommands, options }: CommandNode): string {
  const flags = options.map(({ flag }) => flag)
  return [...subcommands.map(({ name }) => name), ...flags].join(' ')
}

/** `--option` of a command, for those that take one of a few words. */
function choicesOf(
  tree: readonly CommandNode[],
): readonly (readonly [string, readonly string[]])[] {
  const found = new Map<string, readonly string[]>()
  for (const { options } of tree) {
    for (const { flag, choices } of options) if (choices.length > 0) found.set(flag, choices)
  }
  return [...found]
}

/** Options after which a file or anything else stands: there the shell itself completes. */
function valuesOf(tree: readonly CommandNode[]): readonly string[] {
  const flags = tree.flatMap(({ options }) =>
    options.filter(({ takesValue, choices }) => takesValue && choices.length === 0),
  )
  return [...new Set(flags.map(({ flag }) => flag))]
}

function bash(tree: readonly CommandNode[]): string {
  const cases = tree.map((node) => `    '${node.path}') words='${wordsOf(node)}' ;;`)
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`)
  const chosen = choicesOf(tree).map(
    ([flag, choices]) =>
      `    ${flag}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur")); return ;;`,
  )
  return `_fidecura() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path='' next word words
  case "$prev" in
${chosen.join('\n')}
    ${valuesOf(tree).join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in
      ${paths.join('|')}) path="$next" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _fidecura fidecura
`
}

function zsh(tree: readonly CommandNode[]): string {
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`)
  const chosen = choicesOf(tree).map(
    ([flag, choices]) => `    ${flag}) compadd -- ${choices.join(' ')}; return ;;`,
  )
  const cases = tree.map(({ path, subcommands, options }) => {
    const described = [
      ...subcommands.map(({ name, about }) => `'${name}:${about}'`),
      ...options.map(({ flag, about }) => `'${flag}:${about}'`),
    ]
    return `    '${path}') known=(${described.join(' ')}) ;;`
  })
  return `#compdef fidecura
_fidecura() {
  local at='' next word
  local -a known
  case "\${words[CURRENT-1]}" in
${chosen.join('\n')}
    ${valuesOf(tree).join('|')}) _files; return ;;
  esac
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${at:+$at }$word"
    case "$next" in
      ${paths.join('|')}) at="$next" ;;
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  _describe -V 'fidecura' known || _files
}
if [ "$funcstack[1]" = _fidecura ]; then _fidecura "$@"; else compdef _fidecura fidecura; fi
`
}

function fish(tree: readonly CommandNode[]): string {
  const lines = tree.flatMap(({ path, subcommands, options }) => {
    const when = `-n '__fidecura_at "${path}"'`
    return [
      ...subcommands.map(
        ({ name, about }) => `complete -c fidecura -f ${when} -a '${name}' -d '${about}'`,
      ),
      ...options.map(({ flag, about, choices, takesValue }) => {
        const value = takesValue ? ' -r' : ''
        const words = choices.length === 0 ? '' : ` -f -a '${choices.join(' ')}'`
        return `complete -c fidecura ${when} -l '${flag.slice(2)}'${value}${words} -d '${about}'`
      }),
    ]
  })
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`)
  return `function __fidecura_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$at $word")
    if contains -- "$next" ${paths.join(' ')}
      set at "$next"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`
}
