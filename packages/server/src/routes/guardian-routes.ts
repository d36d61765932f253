import type { RevocationSubmission } from '@fidecura/credentials'
import { z } from 'zod'
import { approveEnd, listGuardianships, proposeEnd } from '../acts/guardianships.ts'
import type { GuardianshipItem } from '../api/guardians.ts'
import type { Page, PageQuery } from '../api/people.ts'
import type { Call } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { itemIn, onePage } from './one-page.ts'
import { pageQuery, readElsewhere, token } from './schemas.ts'

const submission: z.ZodType<RevocationSubmission> = z.strictObject({
  order: token,
  evidence: readElsewhere<RevocationSubmission['evidence']>(),
})

/** Guardianships that the hospital has issued. They are offered and approved as other credentials are. */
export const guardianRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/guardianships',
    summary: 'Guardianships that the hospital has issued, and how they stand.',
    who: 'desk',
    query: pageQuery,
    act: (call: Call<unknown, PageQuery>): Promise<Page<GuardianshipItem>> =>
      onePage(call.query, (page) => listGuardianships(call, page), itemIn),
  }),
  defineRoute({
    method: 'POST',
    path: '/guardianships/{id}/end',
    summary: 'Proposes to end a guardianship, as the first of two people of the desk.',
    who: 'desk',
    body: submission,
    audit: 'revoke',
    act: proposeEnd,
  }),
  defineRoute({
    method: 'POST',
    path: '/guardianships/{id}/end/approve',
    summary: 'Ends a guardianship for good, as the second person: published before this answers.',
    who: 'desk',
    body: submission,
    audit: 'revoke',
    act: approveEnd,
  }),
]
