import { allowLoopbackHttp, isJsonObject, parseJson, postForAnswer } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
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
  await post('/reset', {})
  const results: SampleResult[] = []
  for (const sample of samples) {
    const { status, body } = await post(sample.path, sample.body)
    const said = { status, ...codeIn(body) }
    results.push({ sample, said, isRight: isSame(said, sample.expected) })
  }
  return results
}

function codeIn(body: Uint8Array): { readonly code?: string } {
  const json = parseJson(body)
  if (!isJsonObject(json) || typeof json['code'] !== 'string') return {}
  return { code: json['code'] }
}

function isSame(said: SampleResult['said'], { status, code }: Expected): boolean {
  return said.status === status && said.code === code
}
