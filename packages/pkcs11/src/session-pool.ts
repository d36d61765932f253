import { type Cryptoki, type Handle, sessionFlags } from './cryptoki.ts'
import { attempt, failureOf } from './cryptoki-failure.ts'
import { Pkcs11Error, type Pkcs11ErrorCode } from './errors.ts'
import { findToken, type TokenName } from './find-token.ts'
import { createPermits, type Permits } from './permits.ts'
import { type AskPin, isLoggedIn, logIn } from './pin.ts'

/** A session that one task has for itself. */
export interface SessionInUse {
  readonly session: Handle
  readonly slot: Handle
  /** Another number each time that the sessions were lost: handles of objects do not outlive it. */
  readonly generation: number
}

/**
 * Sessions of one token, logged in. A session does one thing at a time, so every task has its own.
 * The login lasts as long as a session does, so there is one more, which nothing else uses.
 */
export interface SessionPool {
  /** Does it a second time, in new sessions, where the first ones were lost: it must be free of effects. */
  read<Result>(
    task: (use: SessionInUse) => Promise<Result>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Result>
  /** Does it once. */
  write<Result>(task: (use: SessionInUse) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export interface SessionPoolOptions {
  readonly token: Required<TokenName>
  readonly askPin: AskPin
  /** How many there may be at once. */
  readonly maxSessions: number
}

interface Connection {
  readonly slot: Handle
  readonly generation: number
  readonly anchor: Handle
  readonly idle: Handle[]
}

const lost: ReadonlySet<Pkcs11ErrorCode> = new Set(['session_lost', 'token_lost'])
/** After these nothing is tried by itself: each further try could lock the token. */
const final: ReadonlySet<Pkcs11ErrorCode> = new Set(['pin_wrong', 'pin_locked', 'pin_not_set'])

/** @throws {@link Pkcs11Error} those of {@link findToken} and {@link logIn}. */
export async function createSessionPool(
  cryptoki: Cryptoki,
  { token, askPin, maxSessions }: SessionPoolOptions,
): Promise<SessionPool> {
  const permits: Permits = createPermits(maxSessions)
  let connection: Connection = await connect(0)
  let connecting: Promise<void> | undefined
  let refusal: Pkcs11Error | undefined

  async function connect(generation: number): Promise<Connection> {
    const { slot } = findToken(cryptoki, token)
    const anchor = attempt(() => cryptoki.C_OpenSession(slot, sessionFlags.readOnly))
    try {
      await logIn(cryptoki, anchor, askPin)
    } catch (error) {
      closeQuietly(cryptoki, anchor)
      throw error
    }
    return { slot, generation, anchor, idle: [] }
  }

  /** Once, however many tasks found that their sessions were lost. */
  async function connectAgain(generation: number): Promise<void> {
    if (generation !== connection.generation) return
    connecting ??= replaceConnection().finally(() => {
      connecting = undefined
    })
    await connecting
  }

  async function replaceConnection(): Promise<void> {
    const { anchor, idle, generation } = connection
    for (const session of [...idle.splice(0), anchor]) closeQuietly(cryptoki, session)
    try {
      connection = await connect(generation + 1)
    } catch (error) {
      const failure = failureOf(error)
      if (final.has(failure.code)) refusal = failure
      // Taken out. It may come back.
      if (failure.code === 'token_not_found') throw tokenLost()
      throw failure
    }
  }

  async function once<Result>(
    task: (use: SessionInUse) => Promise<Result>,
    { slot, generation, idle }: Connection,
    flags: number,
  ): Promise<Result> {
    const isShared = flags === sessionFlags.readOnly
    const session =
      (isShared ? idle.pop() : undefined) ?? attempt(() => cryptoki.C_OpenSession(slot, flags))
    let isWhole = false
    try {
      // To one who is not, private keys are invisible, which must not be taken for their absence.
      if (!attempt(() => isLoggedIn(cryptoki, session))) throw sessionLost()
      const result = await task({ session, slot, generation })
      isWhole = isShared && generation === connection.generation
      return result
    } catch (error) {
      throw failureOf(error)
    } finally {
      // After a failure, nobody knows what the session is in the middle of.
      if (isWhole) idle.push(session)
      else closeQuietly(cryptoki, session)
    }
  }

  async function withPermit<Result>(
    task: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const giveBack = await permits.take(signal)
    try {
      if (refusal !== undefined) throw refusal
      return await task()
    } finally {
      giveBack()
    }
  }

  return {
    read: (task, { signal } = {}) =>
      withPermit(async () => {
        const { generation } = connection
        try {
          return await once(task, connection, sessionFlags.readOnly)
        } catch (error) {
          if (!lost.has(failureOf(error).code)) throw error
        }
        await connectAgain(generation)
        return await once(task, connection, sessionFlags.readOnly)
      }, signal),
    write: (task) => withPermit(() => once(task, connection, sessionFlags.readWrite)),
    async close() {
      await permits.close()
      const { anchor, idle } = connection
      for (const session of idle.splice(0)) closeQuietly(cryptoki, session)
      logOutQuietly(cryptoki, anchor)
      closeQuietly(cryptoki, anchor)
    },
  }
}

function closeQuietly(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.C_CloseSession(session)
  } catch {
    // Gone already, or gone with its token.
  }
}

function logOutQuietly(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.C_Logout(session)
  } catch {
    // As above.
  }
}

function sessionLost(): Pkcs11Error {
  return new Pkcs11Error('session_lost', 'The login ended', { outcome: 'unknown' })
}

function tokenLost(): Pkcs11Error {
  return new Pkcs11Error('token_lost', 'The token is not there', { outcome: 'unknown' })
}
