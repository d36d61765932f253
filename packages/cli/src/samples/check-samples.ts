import {
  allowLoopbackHttp,
  CodedError,
  isJsonObject,
  parseJson,
  postForAnswer,
} from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { UsageError } from '../usage-error.ts'
import type { Expected, Sample } from './sample.ts'

/** What came back of one sample. */
export interface SampleResult {
  readonly sample: Sample
  readonly said: { readonly status: number; readonly code?: string }
  readonly isRight: boolean
}

/**
 * Sends every sample and compares what comes back. What was presented before is forgotten first, so that it can be done
 * again.
 *
 * @param origin - Of a loopback address: samples are judged nowhere else.
 * @throws UsageError `samples_not_served`.
 */
export async function checkSamples(
  origin: string,
  samples: readonly Sample[],
): Promise<readonly SampleResult[]> {
  const door = { [allowLoopbackHttp]: [origin] }
  const fetch = createGuardedFetch(door)
  const post = (path: string, body: unknown) =>
    postForAnswer(`${origin}${path}`, JSON.stringify(body), {
      ...{ fetch, accept: 'application/json', contentType: 'application/json', ...door },
    })
  await assertServed(() => post('/reset', {}), origin)
  const results: SampleResult[] = []
  for (const sample of samples) {
    const { status, body } = await post(sample.path, sample.body)
    const said = { status, ...codeIn(body) }
    results.push({ sample, said, isRight: isSame(said, sample.expected) })
  }
  return results
}

/** Only where samples are judged is anything ever forgotten, so this also tells such a place from one that is in earnest. */
async function assertServed(
  reset: () => Promise<{ readonly status: number }>,
  place: string,
): Promise<void> {
  const status = await reset().then(
    (answer) => answer.status,
    (error) => {
      if (CodedError.is(error)) return undefined
      throw error
    },
  )
  if (status === 200) return
  throw new UsageError('samples_not_served', 'No samples are judged there', { place })
}

function codeIn(body: Uint8Array): { readonly code?: string } {
  const json = parseJson(body)
  if (!isJsonObject(json) || typeof json['code'] !== 'string') return {}
  return { code: json['code'] }
}

function isSame(said: SampleResult['said'], { status, code }: Expected): boolean {
  return said.status === status && said.code === code
}
