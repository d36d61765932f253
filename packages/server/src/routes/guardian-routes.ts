import { approveEnd, listGuardianships, proposeEnd } from '../acts/guardianships.ts'
import type { GuardianshipItem } from '../api/bodies.ts'
import type { Page, PageQuery } from '../api/page.ts'
import type { Call } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { guardianshipItem } from '../schemas/guardians.ts'
import { pageOf } from '../schemas/named.ts'
import { revocationSubmission } from '../schemas/staff.ts'
import { pageQuery } from '../schemas/values.ts'
import { itemIn, onePage } from './one-page.ts'

/** Guardianships that the hospital has issued. They are offered and approved as other credentials are. */
export const guardianRoutes: readonly Route[] = [
  defineRoute({
    name: 'guardianships',
    method: 'GET',
    path: '/guardianships',
    summary: 'Guardianships that the hospital has issued, and how they stand.',
    who: 'desk',
    query: pageQuery,
    answer: pageOf(guardianshipItem),
    act: (call: Call<unknown, PageQuery>): Promise<Page<GuardianshipItem>> =>
      onePage(call.query, (page) => listGuardianships(call, page), itemIn),
  }),
  defineRoute({
    name: 'proposeGuardianEnd',
    method: 'POST',
    path: '/guardianships/{id}/end',
    summary: 'Proposes to end a guardianship, as the first of two people of the desk.',
    more: 'From `signRevocationOrder`, about this one alone.',
    who: 'desk',
    body: revocationSubmission,
    answer: guardianshipItem,
    refuses: ['changed_meanwhile', 'evidence'],
    audit: 'revoke',
    act: proposeEnd,
  }),
  defineRoute({
    name: 'approveGuardianEnd',
    method: 'POST',
    path: '/guardianships/{id}/end/approve',
    summary: 'Ends a guardianship for good, as the second person: published before this answers.',
    more: 'From `approveRevocationOrder`.',
    who: 'desk',
    body: revocationSubmission,
    answer: guardianshipItem,
    refuses: ['changed_meanwhile', 'evidence'],
    audit: 'revoke',
    act: approveEnd,
  }),
]
