import { type Command, Help, type Option } from 'commander'
import type { BaseHelp } from './messages/help.ts'

type Frame = BaseHelp['frame']

/** Puts the help of a command, and of those below it, into one language. */
export function formatHelp(command: Command, frame: Frame): void {
  command.helpOption('-h, --help', frame.help).configureHelp(styleOf(frame))
  if (command.commands.length > 0) command.helpCommand('help [command]', frame.helpCommand)
  for (const option of command.options) {
    if (option.mandatory) option.helpGroup(frame.needed)
  }
  for (const child of command.commands) formatHelp(child, frame)
}

/** Shows a command line below the help. The parts of a long one get lines of their own. */
export function addExample(
  command: Command,
  { example }: Frame,
  ...parts: readonly string[]
): Command {
  return command.addHelpText('after', `\n${example}\n  fidecura ${parts.join(' \\\n    ')}`)
}

function styleOf(frame: Frame): Partial<Help> {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': frame.usage,
    'Options:': frame.options,
    'Commands:': frame.commands,
  }
  return {
    formatHelp: (command, helper) =>
      Help.prototype.formatHelp.call(helper, command, helper).replace(/^(\S+：) /, '$1'),
    styleTitle: (title) => titles[title] ?? title,
    styleUsage: withWords(frame),
    // Every command has options: in a list of them it would only be noise.
    styleSubcommandTerm: (term) => withWords(frame)(term.replace(' [options]', '')),
    optionDescription: (option) => descriptionOf(option, frame),
    displayWidth: columnsOf,
    boxWrap: wrap,
  }
}

function withWords({ optionsWord, commandWord }: Frame): (text: string) => string {
  return (text) => text.replace('[options]', optionsWord).replace('[command]', commandWord)
}

/** Commander would say `choices` and `default` in English, and quote what is no text of a program. */
function descriptionOf(option: Option, { standard, remark }: Frame): string {
  const { description, argChoices, defaultValue } = option
  const more = [
    ...(argChoices === undefined ? [] : [argChoices.join('|')]),
    ...(defaultValue === undefined ? [] : [`${standard} ${String(defaultValue)}`]),
  ]
  const [open, close] = remark
  return more.length === 0 ? description : `${description}${open}${more.join('; ')}${close}`
}

// East Asian Width, as far as our texts go.
const wide = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]/gu

/** How many columns of a terminal a text takes: Chinese characters take two. */
function columnsOf(text: string): number {
  return new Help().displayWidth(text) + (text.match(wide)?.length ?? 0)
}

/** A remark, or a Chinese character or word with the punctuation that must not be parted from it. */
const piece =
  /\s*\([^()]*\)|\s*[（「]*(?:[\u3400-\u9fff]|[^\s\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]+)[）」，。；：、？]*/gu

function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .join('\n')
}

function wrapLine(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const part of text.match(piece) ?? []) {
    if (line !== '' && columnsOf(line + part) > width) {
      lines.push(line)
      line = part.trimStart()
    } else line += part
  }
  return [...lines, line]
}
