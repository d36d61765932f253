import { deepFreeze } from '@fidecura/base'
import { type StatementContent, signStatement, verifyStatement } from '@fidecura/consent'
import {
  type ConsentReceipt,
  type ConsentReceiptOptions,
  consentReceiptOf,
  type Processing,
} from '@fidecura/consent/consent-receipt'
import { statementFromRequest } from '@fidecura/consent/request'
import { createPlatform, requestOf, verify } from '../request/platform.ts'
import type { World } from '../statements/world.ts'
import { trusting } from '../trusting.ts'

export const processing: Processing = deepFreeze({
  withdrawalMethod: 'In the app under Consents, or at any desk of the hospital.',
  jurisdictions: ['CN'],
  storageLocations: ['Example City'],
  retentionPeriod: 'Ten years after the study ends',
  privacyRights: 'To see, correct and have deleted what is held about you.',
})

/** What a patient agreed to, registered, with its receipt. */
export async function receiptIn(
  world: World,
  language: StatementContent['language'] = 'en',
  more: Partial<StatementContent> = {},
  options: Partial<ConsentReceiptOptions> = {},
): Promise<ConsentReceipt> {
  const platform = await createPlatform(world)
  const request = await requestOf(world, platform)
  const content = statementFromRequest(await verify(world, platform, request), {
    id: 'urn:uuid:af0f1b6e-0000-4000-8000-000000000001',
    language,
    channel: 'app',
    assurance: { identified: 'in_person', unlocked: 'pin' },
  })
  const token = await signStatement(
    { ...content, issuedAt: world.now, ...more },
    { signer: world.patient },
  )
  const { identity: evidence, register } = world
  const { verifier } = platform
  const receipt = await register.submit({ token, evidence })
  const statement = await verifyStatement(token, { verifier, evidence })
  const answered = 'request' in more ? {} : { request }
  const judge = { verifier, register: trusting(world.registrar) }
  return consentReceiptOf(statement, { ...judge, receipt, processing, ...answered, ...options })
}
