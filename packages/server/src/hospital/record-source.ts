import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Identifier } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { recordKey } from './record-key.ts'

/** What a record holds. */
export interface RecordContent {
  /** A FHIR Bundle of type `searchset`, `collection` or `document`. */
  readonly bytes: Uint8Array
  /** How its resources refer to the patient, such as `Patient/1`. */
  readonly patient: readonly string[]
}

/** Where records come from: whatever the hospital has. It is asked after the decision alone. */
export interface RecordSource {
  /** @returns Undefined: there is no such record. */
  read(record: Identifier): Promise<RecordContent | undefined>
}

/**
 * Records in files of a folder, each named `DIGEST.json` after the base64url SHA-256 of its number, with
 * the patient as `Patient/1`: for demonstrations and tests.
 */
export function createFolderRecordSource(folder: string): RecordSource {
  return Object.freeze<RecordSource>({
    async read(record) {
      const name = await recordFileName(record)
      try {
        return { bytes: new Uint8Array(await readFile(join(folder, name))), patient: ['Patient/1'] }
      } catch (error) {
        if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined
        throw error
      }
    },
  })
}

/** The name says nothing of whose record it is. */
export async function recordFileName(record: Identifier): Promise<string> {
  return `${await digestOf(recordKey(record))}.json`
}
