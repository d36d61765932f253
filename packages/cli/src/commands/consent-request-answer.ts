import { renderRequest } from '@fidecura/consent/explain'
import { signAnswer, signRefusal } from '@fidecura/consent/request'
import type { Command } from 'commander'
import { answerDraft } from '../answer-draft.ts'
import type { Context } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import {
  addOpenedRequestOptions,
  type OpenedRequestOptions,
  openRequest,
} from '../opened-request.ts'
import { signShown } from '../sign-shown.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { openTrust } from '../trust.ts'
import { withStore } from '../with-store.ts'
import { addWithoutOptions, type WithoutOptions } from '../without-options.ts'

interface AnswerOptions extends KeyOptions, OpenedRequestOptions, WithoutOptions {
  readonly until?: string
  readonly yes?: boolean
  readonly out?: string
}

interface RefuseOptions extends KeyOptions, OpenedRequestOptions {
  readonly reason?: string
  readonly out?: string
}

const opened = [
  '--record "urn:oid:2.999.1.1|R-4711" --origin in_person',
  '--controller "did:web:hospital.example=Example Hospital"',
  '--register did:web:hospital.example --store app.sqlite',
  '--root did:key:zDn…=role,licence,accreditation --out answer.jwt',
] as const

/** The patient agrees, to all of it or less, or says no. Either is said once. */
export function addRequestAnswerCommands(group: Command, { run, help }: Context): void {
  const { frame, shared, consent, life } = help
  const answer = addKeyOptions(group.command('answer <file>'), help, consent.patientKey)
    .description(life.request.answer)
    .option('--until <date-time>', life.narrow.until)
    .option('--yes', consent.sign.yes)
    .option('--out <file>', shared.out)
  addOpenedRequestOptions(addWithoutOptions(answer, help), help)
  addExample(answer, frame, 'consent request answer request.json --key patient.key', ...opened)
  answer.action(
    run(async (services, file: string, options: AnswerOptions) => {
      const { environment, output, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const trust = await openTrust(options, environment)
      const signer = await openSigner(services, options)
      return withStore(options.store, async ({ replay: uses }) => {
        const request = await openRequest(file, options, trust, signer, environment)
        const { language } = environment
        output.show(`${renderRequest(request, { language })}\n`)
        const draft = await inFile(file, () => answerDraft(request, options, environment))
        const issuedAt = environment.clock()
        return signShown(services, {
          content: { ...draft, issuedAt },
          ...{ signer, desk: undefined, options },
          sign: () => signAnswer(request, draft, { signer, issuedAt: environment.clock(), uses }),
          next: messages.life.takeIn(out),
        })
      })
    }),
  )

  const refuse = addKeyOptions(group.command('refuse <file>'), help, consent.patientKey)
    .description(life.request.refuse)
    .option('--reason <code>', consent.withdraw.reason)
    .option('--out <file>', shared.out)
  addOpenedRequestOptions(refuse, help)
  addExample(refuse, frame, 'consent request refuse request.json --key patient.key', ...opened)
  refuse.action(
    run(async (services, file: string, options: RefuseOptions) => {
      const { environment, output, messages } = services
      const { out, reason } = options
      if (out !== undefined) await assertAbsent(out)
      const trust = await openTrust(options, environment)
      const signer = await openSigner(services, options)
      const token = await withStore(options.store, async ({ replay: uses }) => {
        const request = await openRequest(file, options, trust, signer, environment)
        const why = reason === undefined ? {} : { reason }
        const issuedAt = environment.clock()
        return inFile(file, () => signRefusal(request, { signer, issuedAt, uses, ...why }))
      })
      if (out !== undefined) await writeNew(out, `${token}\n`)
      const said = `${messages.life.refused}\n${messages.written(out ?? '')}`
      output.result(out === undefined ? token : said, {
        ...{ refused: true, token },
        ...(out === undefined ? {} : { file: out }),
      })
      return exitCodes.yes
    }),
  )
}
