import { calls, type FidecuraClient } from './fidecura-client.ts'
import { ServerProblem } from './problem.ts'
import { type Ask, type CallOptions, type ClientOptions, createAsk } from './transport.ts'

/** Makes a client. Nothing is asked until a method is called. */
export function createFidecuraClient(options: ClientOptions): FidecuraClient {
  const ask = createAsk(options)
  const methods = Object.entries(calls).map(([name, row]) => [name, methodOf(row, ask)])
  return Object.freeze(Object.fromEntries(methods)) as FidecuraClient
}

/** @param row - As {@link calls} has it, such as `POST /offers/{id}/confirm digits`. */
function methodOf(row: string, ask: Ask): (...given: readonly unknown[]) => Promise<unknown> {
  const [method = '', path = '', takes] = row.split(' ')
  const isWrite = method === 'POST'
  return async (...given) => {
    let next = 0
    const filled = path.replace(/\{\w+\}/g, () => segmentOf(String(given[next++])))
    const said = takes === undefined ? {} : (given[next++] ?? {})
    const told = takes === undefined || takes === '*' ? said : { [takes]: said }
    const asked = isWrite ? { body: told } : { query: told as object }
    return ask(isWrite ? 'POST' : 'GET', filled, asked, given[next] as CallOptions | undefined)
  }
}

/** @throws ServerProblem `not_found`: browsers take dots for the way up, however they are spelt, and nothing has such an id. */
function segmentOf(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new ServerProblem('not_found', { status: 404, outcome: 'failed' })
  return encodeURIComponent(id)
}
