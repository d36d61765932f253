import { members, type Shape, text } from './claim-shape.ts'

/** A value of a code system, as FHIR writes it. */
export type Coding = {
  readonly system: string
  readonly code: string
  readonly display?: string
}

/** An identifier that somebody assigned, as FHIR writes it. */
export type Identifier = {
  readonly system: string
  readonly value: string
}

export const coding: Shape = /* @__PURE__ */ members(
  { system: text(), code: text(64), display: text() },
  ['display'],
)

export const identifier: Shape = /* @__PURE__ */ members({ system: text(), value: text(128) })
