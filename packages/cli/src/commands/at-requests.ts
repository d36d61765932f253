import { renderRequest, renderTerms } from '@fidecura/consent/explain'
import {
  signAnswer,
  signRefusal,
  type VerifiedConsentRequest,
  verifyConsentRequest,
} from '@fidecura/consent/request'
import type { NewConsentRequest } from '@fidecura/server/client'
import type { Command } from 'commander'
import { isAgreedTo } from '../agreed-to.ts'
import { type AnswerDraftOptions, answerDraft } from '../answer-draft.ts'
import { addAsking } from '../at/at-commands.ts'
import { everyPage } from '../at/every-page.ts'
import { notFoundAt } from '../at/not-found.ts'
import { type At, type AtOptions, forRecord, recordOf } from '../at/open-at.ts'
import { standingOf } from '../at/standing.ts'
import type { Context } from '../context.ts'
import { readJsonFile } from '../located.ts'
import { addTrustOptions, openTrust, type TrustOptions } from '../trust.ts'
import { withStore } from '../with-store.ts'
import { addWithoutOptions } from '../without-options.ts'

interface OpenOptions extends AtOptions, TrustOptions {
  readonly link?: string
}

interface AnswerOptions extends OpenOptions, AnswerDraftOptions {
  readonly store: string
  readonly yes?: boolean
}

/** Requests of consent: asking, and answering. */
export function addAtRequests(at: Command, context: Context): void {
  const { help } = context
  const { life, consent } = help
  const { requests: texts, record } = help.at
  const group = at.command('requests').description(texts.about)
  const ofRecord = (command: Command) => command.option('--record <value>', record)
  const opened = (command: Command) => addTrustOptions(ofRecord(command), help)
  const answered = (command: Command) =>
    opened(command.requiredOption('--store <file>', life.request.store))
  const root = '--root did:web:authority.example=role,licence,accreditation'

  addAsking(group, context, {
    ...{ usage: 'list', about: texts.list, example: 'requests list', options: ofRecord },
    ask: async (asked, _, options) => ({
      items: await everyPage(asked, (page) =>
        asked.client.myRequests({ ...page, ...forRecord(options) }),
      ),
    }),
  })
  addAsking(group, context, {
    ...{ usage: 'made', about: texts.made, example: 'requests made' },
    ask: async (asked) => ({
      items: await everyPage(asked, (page) => asked.client.consentRequests(page)),
    }),
  })
  addAsking(group, context, {
    ...{ usage: 'ask <file>', about: texts.ask, example: 'requests ask wish.json' },
    async ask({ client, services }, [file = '']) {
      const json: unknown = await readJsonFile(file, services.environment)
      const { id, state, expiresAt, url } = await client.requestConsent(json as NewConsentRequest)
      return { id, state, expiresAt, opens: url }
    },
  })
  addAsking<OpenOptions>(group, context, {
    ...{ usage: 'show <request>', about: texts.show, options: opened },
    example: `requests show 9aB… ${root}`,
    async ask(asked, [id = ''], options) {
      const { request } = await opening(asked, id, options)
      const { language } = asked.services.environment
      asked.services.output.show(`${renderRequest(request, { language })}\n`)
      const { grantee, requester, validUntil, expiresAt } = request
      return { id, requester, grantee, validUntil, expiresAt }
    },
  })
  addAsking<AnswerOptions>(group, context, {
    ...{ usage: 'sign <request>', about: texts.sign, isAgreed: true },
    example: `requests sign 9aB… --store me.sqlite ${root}`,
    options: (command) =>
      addWithoutOptions(answered(command), help).option('--until <date-time>', life.narrow.until),
    ask: sign,
  })
  addAsking<AnswerOptions & { readonly reason?: string }>(group, context, {
    ...{ usage: 'decline <request>', about: texts.decline },
    example: `requests decline 9aB… --store me.sqlite ${root}`,
    options: (command) => answered(command).option('--reason <code>', consent.withdraw.reason),
    async ask(asked, [id = ''], options) {
      const { client, signer, services } = asked
      const { request } = await opening(asked, id, options)
      const why = options.reason === undefined ? {} : { reason: options.reason }
      const refusal = await withStore(options.store, ({ replay: uses }) =>
        signRefusal(request, { signer, uses, issuedAt: services.environment.clock(), ...why }),
      )
      return client.refuseRequest(refusal)
    },
  })
}

async function sign(at: At, [id = '']: readonly string[], options: AnswerOptions) {
  const { client, signer, services } = at
  const { environment, messages } = services
  const { language } = environment
  const { request, standing } = await opening(at, id, options)
  const { evidence, by } = standing
  const draft = answerDraft(request, options, environment, by)
  const shown = { ...draft, issuer: signer.did, issuedAt: environment.clock() }
  // Who asks, and then the very text that is signed.
  const text = [
    renderRequest(request, { language }),
    messages.consent.textFollows,
    renderTerms(shown),
  ].join('\n\n')
  if (!(await isAgreedTo(at, text, messages.consent.confirm, options))) return undefined
  const token = await withStore(options.store, ({ replay: uses }) =>
    signAnswer(request, draft, { signer, issuedAt: environment.clock(), uses }),
  )
  const { receipt } = await client.submitStatement({ token, evidence })
  return { signed: true, id: draft.id, validUntil: draft.validUntil, token, receipt }
}

/** Proves who asks. What the service says of it counts for nothing. */
async function opening(at: At, id: string, options: OpenOptions) {
  const { client, services, place } = at
  const standing = await standingOf(at, recordOf(at, options.record, 'consent'), 'consent')
  const found = await everyPage(at, (page) => client.myRequests({ ...page, ...forRecord(options) }))
  const item = found.find((each) => each.id === id)
  if (item === undefined) throw notFoundAt('<request>')
  const { verifier, chain } = await openTrust(options, services.environment)
  const { custodian } = await client.configuration()
  const evidence = { ...item.evidence, chain: [...(item.evidence.chain ?? []), ...chain] }
  const request: VerifiedConsentRequest = await verifyConsentRequest(item.token, {
    ...{ verifier, evidence, dids: [standing.patient], origin: place.origin },
    // Which hospital it is says the address that was typed.
    custodians: [
      { did: place.did, name: custodian.name, register: place.did, record: standing.record },
    ],
    ...(item.link === undefined ? {} : { link: item.link }),
  })
  return { request, standing }
}
