import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { epochSeconds, isJsonObject, type JsonObject } from '@fidecura/base'
import { assertAbsent, type Environment, writeNew } from '../environment.ts'
import { bundlePath } from '../lab/bundle-file.ts'
import { writeTrust } from '../lab/trust-file.ts'
import { readJsonFile } from '../located.ts'
import { UsageError } from '../usage-error.ts'
import type { MadeSamples } from './make-samples.ts'
import type { Expected, Sample, SampleSet } from './sample.ts'

const indexName = 'samples.json'

/** Writes the bodies as files that any program can send as they are, and one file that says what must come back. */
export async function writeSamples(folder: string, made: MadeSamples): Promise<void> {
  const { trust, bundle, set } = made
  await assertAbsent(join(folder, indexName))
  await mkdir(folder, { recursive: true })
  await writeTrust(folder, trust)
  await writeNew(bundlePath(folder), `${bundle}\n`)
  for (const { name, body } of set.samples) {
    await writeNew(join(folder, `${name}.json`), JSON.stringify(body))
  }
  // For programs without a reader of JSON.
  const lines = set.samples.map(({ name, path, expected: { status, code = '-' } }) =>
    [name, path, status, code].join(' '),
  )
  await writeNew(join(folder, 'samples.txt'), `${lines.join('\n')}\n`)
  const samples = set.samples.map(({ body: _, ...rest }) => rest)
  await writeNew(join(folder, indexName), `${JSON.stringify({ ...set, samples }, undefined, 2)}\n`)
}

/** @throws UsageError `file_unexpected`, `file_unreadable`. */
export async function readSamples(folder: string, environment: Environment): Promise<SampleSet> {
  const path = join(folder, indexName)
  const json = await readJsonFile(path, environment)
  const { instant, audience, custodian, samples } = json
  const isIndex =
    typeof instant === 'number' && typeof audience === 'string' && typeof custodian === 'string'
  if (!isIndex || !Array.isArray(samples) || samples.length > 100) throw unexpected(path)
  const read: Sample[] = []
  for (const each of samples) {
    if (!isSample(each)) throw unexpected(path)
    read.push({ ...each, body: await readJsonFile(join(folder, `${each.name}.json`), environment) })
  }
  return { instant: epochSeconds(instant), audience, custodian, samples: read }
}

function isSample(json: unknown): json is JsonObject & Sample {
  if (!isJsonObject(json as JsonObject)) return false
  const { name, path, expected } = json as Partial<Sample>
  const isNamed = typeof name === 'string' && /^[\w-]{1,64}$/.test(name)
  return isNamed && (path === '/verify' || path === '/decide') && isExpected(expected)
}

function isExpected(expected: Expected | undefined): boolean {
  return typeof expected === 'object' && typeof expected.status === 'number'
}

function unexpected(place: string): UsageError {
  return new UsageError('file_unexpected', 'Not a file of samples', { place })
}
