import type { JsonObject } from '@fidecura/base'
import type { KeptDocument, NewDocument } from '@fidecura/store'

/** Documents of one kind, which all hold the same members: the one place that says so of them. */
export interface DocumentKind<Body extends object> {
  readonly name: string
  /** One to be inserted, or to take the place of another. */
  of(
    id: string,
    body: Body,
    more?: Pick<NewDocument, 'state' | 'subject' | 'expiresAt'>,
  ): NewDocument
  /** What this service wrote itself: nobody else writes into its store. */
  bodyOf(kept: Pick<KeptDocument, 'body'>): Body
}

/** @param name - Unique, and never used for anything else again: files of before have documents of it. */
export function documentKind<Body extends object>(name: string): DocumentKind<Body> {
  return Object.freeze<DocumentKind<Body>>({
    name,
    of: (id, body, more = {}) => ({ ...more, kind: name, id, body: { ...body } as JsonObject }),
    bodyOf: ({ body }) => body as unknown as Body,
  })
}
