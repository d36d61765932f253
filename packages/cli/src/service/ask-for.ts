import { isCancel, select, text } from '@clack/prompts'
import type { Environment } from '../environment.ts'
import { missingOption } from '../options.ts'

/** What was said on the command line, or what somebody types; where nobody can be asked, the option is missing. */
export async function askFor(
  given: string | undefined,
  { option, question }: { readonly option: string; readonly question: string },
  { stdin: input, stderr: output }: Environment,
): Promise<string> {
  if (given !== undefined) return given
  if (input.isTTY !== true) throw missingOption(option)
  const answer = await text({ message: question, input, output })
  if (isCancel(answer) || answer === undefined || answer.trim() === '') throw missingOption(option)
  return answer.trim()
}

/** The same, of a few names. */
export async function askWhich(
  given: string | undefined,
  wanted: { readonly option: string; readonly question: string; readonly names: readonly string[] },
  { stdin: input, stderr: output }: Environment,
): Promise<string> {
  if (given !== undefined) return given
  const { option, question: message, names } = wanted
  if (input.isTTY !== true) throw missingOption(option)
  const options = names.map((value) => ({ value, label: value }))
  const answer = await select({ message, options, input, output })
  if (isCancel(answer)) throw missingOption(option)
  return answer
}
