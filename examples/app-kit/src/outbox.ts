import type { Keep } from './keep.ts'

/** Something signed that is on its way. Its id is the idempotency key: sent twice, it counts once. */
export interface OutboxItem {
  readonly id: string
  readonly kind: string
  readonly body: unknown
  readonly signedAt: number
  /** Why the service does not take it: it is not tried again, and the person is told. */
  readonly refused?: string
}

/** What became of something that was to be sent. */
export type Sent =
  | { readonly kind: 'answered'; readonly answer: unknown }
  /** For the network, or until somebody has signed in again. */
  | { readonly kind: 'waits' }

/** What was signed and is on its way to one service. */
export interface Outbox {
  /** Writes down first and sends then. Rejects as `deliver` does where the service will not take it. */
  send(item: Omit<OutboxItem, 'signedAt' | 'refused'>): Promise<Sent>
  /** Tries again whatever waits, oldest first. */
  flush(): Promise<void>
  waiting(): Promise<readonly OutboxItem[]>
  /** The person has read why it was refused. */
  drop(id: string): Promise<void>
}

/** Where it is written down, and how it is sent. */
export interface OutboxOptions {
  readonly keep: Keep
  /** Sends one, with its id as the key. Rejects with a code and `outcome: 'unknown'` where it may come again. */
  readonly deliver: (item: OutboxItem) => Promise<unknown>
  /** Seconds since the epoch. */
  readonly clock: () => number
  readonly onChange?: () => void
}

const prefix = 'outbox/'

/** What was signed without a network is not lost: it is written down and sent as soon as there is one. */
export function createOutbox({ keep, deliver, clock, onChange }: OutboxOptions): Outbox {
  const attempt = async (item: OutboxItem): Promise<Sent> => {
    try {
      const answer = await deliver(item)
      await keep.delete(prefix + item.id)
      return { kind: 'answered', answer }
    } catch (error) {
      const { code, outcome } = error as { readonly code?: unknown; readonly outcome?: unknown }
      if (typeof code !== 'string' || outcome !== 'failed') return { kind: 'waits' }
      // A session that is over is no word about what was signed.
      if (code === 'session_missing') return { kind: 'waits' }
      await keep.put(prefix + item.id, { ...item, refused: code })
      throw error
    } finally {
      onChange?.()
    }
  }
  const items = async () => {
    const kept = await keep.list<OutboxItem>(prefix)
    return kept.map(({ value }) => value).sort((one, other) => one.signedAt - other.signedAt)
  }
  return {
    async send(item) {
      const written = { ...item, signedAt: clock() }
      await keep.put(prefix + item.id, written)
      return await attempt(written)
    },
    async flush() {
      for (const item of await items()) {
        // One that is refused keeps no other from being sent.
        if (item.refused === undefined) await attempt(item).catch(() => undefined)
      }
    },
    waiting: items,
    async drop(id) {
      await keep.delete(prefix + id)
      onChange?.()
    },
  }
}
