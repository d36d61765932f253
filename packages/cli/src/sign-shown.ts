import { type StatementContent, signStatement } from '@fidecura/consent'
import { renderTerms } from '@fidecura/consent/explain'
import type { SourceNote } from '@fidecura/consent/fhir'
import type { Signer } from '@fidecura/identity'
import type { Services } from './context.ts'
import { jsonOf } from './credential-text.ts'
import { askWhether, writeNew } from './environment.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { handInStatement, type StatementDesk } from './register-desk.ts'

/** A statement that is ready to be shown, and what becomes of it then. */
export interface ShownStatement {
  readonly content: StatementContent
  readonly signer: Signer
  readonly notes?: readonly SourceNote[]
  readonly desk: StatementDesk | undefined
  readonly options: { readonly yes?: boolean; readonly out?: string }
  /** How it is signed. Default: `signStatement`. */
  readonly sign?: () => Promise<string>
  /** What else is said once it is signed. */
  readonly next?: string
}

/** Shows the text that is signed, asks, signs it, and hands it to the register if there is one. */
export async function signShown(
  { environment, output, messages }: Services,
  { content, signer, notes = [], desk, options, sign, next }: ShownStatement,
): Promise<ExitCode> {
  const { yes, out } = options
  const text = renderTerms({ ...content, issuer: signer.did })
  const { textFollows, notes: remark, confirm, declined, signed, registered } = messages.consent
  const places = notes.map(({ code, place }) => `${place} (${code})`)
  const notRead = places.length === 0 ? '' : `\n${remark(places.join(', '))}`
  output.show(`${textFollows}\n\n${text}\n${notRead}`)
  if (yes !== true && !(await askWhether(confirm, environment))) {
    output.result(declined, { signed: false })
    return exitCodes.no
  }
  const token = await (sign === undefined ? signStatement(content, { signer }) : sign())
  if (out !== undefined) await writeNew(out, `${token}\n`)
  const receipt = await handInStatement(desk, token)
  const said = [
    signed(content.id),
    ...(out === undefined ? [] : [messages.written(out)]),
    ...(receipt === undefined ? [] : [registered]),
    ...(next === undefined || receipt !== undefined ? [] : [next]),
  ]
  output.result(out === undefined ? token : said.join('\n'), {
    signed: true,
    id: content.id,
    text,
    notes: jsonOf(notes),
    token,
    ...(receipt === undefined ? {} : { receipt }),
    ...(out === undefined ? {} : { file: out }),
  })
  return exitCodes.yes
}
