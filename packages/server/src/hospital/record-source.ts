import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordReference } from '@fidecura/consent'
import type { ReferenceMap } from '@fidecura/consent/fhir'
import type { Identifier } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { recordKey } from './record-key.ts'

/** What a record holds. */
export interface RecordContent {
  /** FHIR resources, each exactly as it is kept. */
  readonly resources: readonly Uint8Array[]
  /** What their references to patients stand for, such as `Patient/1`: for `redact`. */
  readonly references: ReferenceMap
}

/** Where records come from: whatever the hospital has. What of it is released the decision says. */
export interface RecordSource {
  /** @returns Undefined: there is no such record. */
  read(record: Identifier): Promise<RecordContent | undefined>
}

/**
 * Records in folders below one, each named after the base64url SHA-256 of its number, with one resource in a file
 * and the patient as `Patient/1`: for demonstrations and tests.
 */
export function createFolderRecordSource(folder: string): RecordSource {
  return Object.freeze<RecordSource>({
    async read(record) {
      const place = join(folder, await recordFolderName(record))
      try {
        const names = (await readdir(place)).filter((name) => name.endsWith('.json')).toSorted()
        const files = await Promise.all(names.map((name) => readFile(join(place, name))))
        const resources = files.map((bytes) => new Uint8Array(bytes))
        return { resources, references: { 'Patient/1': recordReference(record) } }
      } catch (error) {
        if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined
        throw error
      }
    },
  })
}

/** The name says nothing of whose record it is. */
export function recordFolderName(record: Identifier): Promise<string> {
  return digestOf(recordKey(record))
}
