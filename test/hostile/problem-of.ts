/** In everything that is hostile, wherever it can stand: no answer may say it. */
export const canary = 'c4n4ry'

/** What {@link problemIn} says of a refusal that is as it has to be. */
export const of = (status: number, code: string): string => `${status} ${code}`

/** What a refusal may consist of. */
const members: readonly string[] = [
  ...['type', 'title', 'status', 'code', 'outcome', 'place', 'detail'],
  ...['verdict', 'checks', 'at', 'now', 'text', 'decision', 'requester', 'asOf', 'samples'],
]

/** An answer, however it came. */
export interface SeenAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null | undefined }
  readonly body: string
}

/**
 * What is refused, in one line, if it is a problem as it has to be: of its media type, with what it is made of and no
 * more, and with nothing of what was sent or of what went on inside.
 */
export function problemIn({ status, headers, body }: SeenAnswer): string {
  const faults: string[] = []
  if (headers.get('content-type') !== 'application/problem+json') faults.push('no problem+json')
  if (headers.get('cache-control') !== 'no-store') faults.push('may be kept')
  if (headers.get('x-content-type-options') !== 'nosniff') faults.push('may be sniffed')
  if (body.toLowerCase().includes(canary)) faults.push('says what was sent')
  if (/\bat .*:\d+:\d+|node:|node_modules|\.[mc]?[jt]s\b|\bError\b|SQL|\/tmp\//.test(body)) {
    faults.push('says what went on inside')
  }
  const problem = parse(body)
  const others = Object.keys(problem).filter((name) => !members.includes(name))
  if (others.length > 0) faults.push(`has ${others.join()}`)
  if (problem['status'] !== status) faults.push('has another status')
  if (problem['type'] !== `urn:fidecura:error:${problem['code']}`) faults.push('has another type')
  return [`${status} ${problem['code']}`, ...faults].join(', ')
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}
