import { randomUUID } from 'node:crypto'
import type { RepresentedBy, Terms } from '@fidecura/consent'
import { statementFromRequest, type VerifiedConsentRequest } from '@fidecura/consent/request'
import type { Environment } from './environment.ts'
import { readInstant } from './options.ts'
import { readWithout, type WithoutOptions } from './without-options.ts'

/** What the patient leaves of a request. */
export interface AnswerDraftOptions extends WithoutOptions {
  readonly until?: string
}

/** The statement with which a request is agreed to, or to less of it. */
export function answerDraft(
  request: VerifiedConsentRequest,
  options: AnswerDraftOptions,
  { language }: Pick<Environment, 'language'>,
  by?: RepresentedBy,
): ReturnType<typeof statementFromRequest> {
  const { until } = options
  const without = readWithout(options)
  const { version, rule } = request.terms
  const denial = { effect: 'deny', conditions: without ?? {}, children: [] } as const
  // A denial beside permits wins over them.
  const less: Terms = { version, rule: { ...rule, children: [...rule.children, denial] } }
  return statementFromRequest(request, {
    ...{ id: `urn:uuid:${randomUUID()}`, language },
    ...(by === undefined ? {} : { by }),
    ...(without === undefined ? {} : { terms: less }),
    ...(until === undefined ? {} : { validUntil: readInstant(until, '--until') }),
  })
}
