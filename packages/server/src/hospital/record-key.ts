import type { Identifier } from '@fidecura/credentials'

/** A record number as one text, whose two parts cannot run together. */
export function recordKey({ system, value }: Identifier): string {
  return JSON.stringify([system, value])
}
