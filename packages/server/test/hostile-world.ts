import { request as httpRequest } from 'node:http'
import { canary, problemIn, type SeenAnswer } from '../../../test/hostile/problem-of.ts'
import { changedRows, openRowReader, type RowReader } from '../../store/test/kept-rows.ts'
import { listen } from '../src/http/listen.ts'
import type { Listening } from '../src/http/listening.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

/** Who is signed in, at which hospital, and as what. */
export type Who =
  | 'secretary'
  | 'doctor'
  | 'patient'
  | 'other patient'
  | 'holder'
  | 'visitor'
  | 'neighbour'

/** A request as somebody hostile sends it. Absent members are as the client of ours would have them. */
export interface Attack {
  readonly method?: string
  /** From the host on, as it is sent. A path that begins with `@` is one of the API of the first hospital. */
  readonly path: string
  /** Whose session goes with it. */
  readonly as?: Who | undefined
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
}

/** What came of it: the refusal in one line, and which rows are not what they were. */
interface Outcome {
  readonly refused: string
  readonly changed: readonly string[]
}

/** Two hospitals that listen, with people of each kind, and eyes on all of their rows. */
export interface HostileWorld extends World {
  readonly port: number
  readonly people: Readonly<Record<Who, Person>>
  send(attack: Attack): Promise<SeenAnswer>
  /** Sends it, and looks at the answer and at what is kept. */
  attack(attack: Attack): Promise<Outcome>
  /** What a work that should change nothing has changed. */
  changedBy(work: () => Promise<unknown>): Promise<readonly string[]>
  /** Everybody again, after the clock has moved. */
  signIn(): Promise<void>
}

export async function createHostileWorld(): Promise<HostileWorld> {
  const world = await createWorld()
  const everything = { purposes: ['TREAT', 'HSYSADMIN', 'PATADMIN', 'BTG'] }
  const secretary = await appoint(world, '1', clerk)
  const neighbour = await appoint(world, '9', {
    ...{ tenant: 'hillside', department: 'telemedicine', ...everything },
  })
  const { signer, credentials, chain } = neighbour
  const people: Record<Who, Person> = {
    ...{ secretary, neighbour, doctor: await appoint(world, '2') },
    patient: await enrol(world, secretary, 'R-1'),
    'other patient': await enrol(world, secretary, 'R-2'),
    holder: await createPerson(world),
    visitor: await createPerson(world, { signer, credentials, chain }),
  }
  await people.holder.signIn()
  await people.visitor.signIn()
  const listening: Listening = await listen(world.handle, {
    ...{ host: '127.0.0.1', port: 0, isBehindProxy: true },
  })
  const rows: RowReader = await openRowReader(world.stores)
  const { port } = listening
  let callers = 0

  const send = async ({ as, headers = {}, body, ...asked }: Attack): Promise<SeenAnswer> => {
    const path = asked.path.replace(/^@/, '/riverside/api/v1')
    const session = as === undefined ? undefined : people[as].session()
    const caller = ++callers
    return sendRequest(port, {
      ...{ method: asked.method ?? (body === undefined ? 'GET' : 'POST'), path, body },
      headers: {
        // Each from an address of their own: limits of rate are tried elsewhere.
        'x-forwarded-for': `2001:db8:${(caller >> 8).toString(16)}:${(caller & 255).toString(16)}::1`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'idempotency-key': `${canary}-${String(caller).padStart(16, '0')}`,
        ...(session === undefined ? {} : { authorization: `Bearer ${session}` }),
        ...headers,
      },
    })
  }
  const changedBy = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = await rows.read()
    await work()
    return changedRows(before, await rows.read())
  }
  return {
    ...{ ...world, port, people, send, changedBy },
    async attack(attack) {
      let refused = ''
      const changed = await changedBy(async () => {
        refused = problemIn(await send(attack))
      })
      return { refused, changed }
    },
    async signIn() {
      for (const person of Object.values(people)) await person.signIn()
    },
    async close() {
      await listening.close()
      await rows.close()
      await world.close()
    },
  }
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Uint8Array | undefined
}

/** Unlike `fetch`, it sends a path and headers as they are. */
function sendRequest(port: number, { method, path, headers, body }: Sent): Promise<SeenAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      ...{ host: '127.0.0.1', port, method, path, headers: headers as Record<string, string> },
      // What is refused half read is not what the next request is sent on.
      agent: false,
    })
    sent.once('response', async (answer) => {
      const parts: Buffer[] = []
      for await (const part of answer) parts.push(part as Buffer)
      const said = new Map(
        Object.entries(answer.headers).map(([name, value]) => [name, `${value}`]),
      )
      const text = Buffer.concat(parts).toString('utf8')
      resolve({ status: answer.statusCode ?? 0, headers: said, body: text })
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
