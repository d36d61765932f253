import { connect } from 'node:net'

/** What came back over one connection. */
export interface RawAnswer {
  /** 0: nothing came back. */
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Of all answers that came, in order. */
  readonly statuses: readonly number[]
  /** From the first byte that was sent to the end of the connection. */
  readonly milliseconds: number
}

/** How it is sent. */
export interface RawOptions {
  /** Sent one byte at a time, so far apart; until then all at once. */
  readonly drip?: { readonly bytes: string; readonly everyMilliseconds: number }
  /** How long an answer is waited for on a connection that stays open. Default 20,000. */
  readonly patienceMilliseconds?: number
}

/**
 * Sends bytes as they are, which no client of HTTP would, and reads until the other side ends it. Whoever wants an end
 * says `connection: close`.
 */
export function sendRaw(
  port: number,
  bytes: string | Uint8Array,
  { drip, patienceMilliseconds = 20_000 }: RawOptions = {},
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    const from = performance.now()
    const patience = setTimeout(() => socket.destroy(), patienceMilliseconds)
    let dripping: ReturnType<typeof setInterval> | undefined
    socket.once('connect', () => {
      socket.write(bytes)
      if (drip === undefined) return
      let at = 0
      dripping = setInterval(() => {
        const next = drip.bytes[at++]
        if (next !== undefined && socket.writable) socket.write(next)
      }, drip.everyMilliseconds)
    })
    socket.on('data', (part) => parts.push(part as Buffer))
    // What is wrong with a connection shows in what has not come back.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(patience)
      clearInterval(dripping)
      resolve({ ...answerIn(Buffer.concat(parts)), milliseconds: performance.now() - from })
    })
  })
}

function answerIn(bytes: Buffer): Omit<RawAnswer, 'milliseconds'> {
  const text = bytes.toString('latin1')
  const statuses = [...text.matchAll(/(?:^|\n|\})HTTP\/1\.1 (\d{3})/g)].map(([, code]) =>
    Number(code),
  )
  const end = text.indexOf('\r\n\r\n')
  const [, ...lines] = (end < 0 ? '' : text.slice(0, end)).split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const
    }),
  )
  const length = Number(headers.get('content-length') ?? text.length)
  const body = bytes.subarray(end + 4, end + 4 + length).toString('utf8')
  return { status: statuses[0] ?? 0, headers, body: end < 0 ? '' : body, statuses }
}
