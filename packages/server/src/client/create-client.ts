import { calls, type FidecuraClient } from './fidecura-client.ts'
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
  return (...given) => {
    let next = 0
    const filled = path.replace(/\{\w+\}/g, () => encodeURIComponent(String(given[next++])))
    const said = takes === undefined ? {} : (given[next++] ?? {})
    const told = takes === undefined || takes === '*' ? said : { [takes]: said }
    const asked = isWrite ? { body: told } : { query: told as object }
    return ask(isWrite ? 'POST' : 'GET', filled, asked, given[next] as CallOptions | undefined)
  }
}
