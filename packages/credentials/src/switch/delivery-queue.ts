/** One that is under way. */
export interface Turn {
  readonly host: string
  readonly key: string
  readonly lane: Lane
}

/** Which of those who wait gets its turn. Hosts are served in turn, so none of them fills the queue. */
export interface DeliveryQueue {
  add(host: string, key: string): void
  /** Until {@link DeliveryQueue.wake}, nobody of this host gets a turn. */
  rest(host: string): void
  wake(host: string): void
  /** Takes out all of this host that wait. */
  drop(host: string): void
  /** Undefined: nobody waits who may be served now. */
  next(): Turn | undefined
  /** @param answered - Whether the host did, be it with a refusal; undefined: it was not asked. */
  done(turn: Turn, answered: boolean | undefined): void
}

/** Of hosts that did not answer the last time, and of all others. */
type Lane = 'silent' | 'answering'

// Of all that are told, so that one slow platform does not keep the others waiting.
const maxAtOnce = 32
const maxPerHost = 4
// One attempt tells whether a host that did not answer does by now. All of them together: most of the
// room is for those that answer.
const maxPerSilentHost = 1
const maxSilent = 8
const maxRemembered = 10_000

interface Host {
  readonly keys: Set<string>
  running: number
  rests: boolean
}

export function createDeliveryQueue(): DeliveryQueue {
  const hosts = new Map<string, Host>()
  // Those that may be served, in the order of their turns.
  const lanes: Readonly<Record<Lane, Set<string>>> = { silent: new Set(), answering: new Set() }
  const running: Record<Lane, number> = { silent: 0, answering: 0 }
  const silent = new Set<string>()

  /** Puts a host where it belongs; where it is there already, it keeps its turn. */
  function place(name: string): void {
    const host = hosts.get(name)
    if (host?.keys.size === 0 && host.running === 0 && !host.rests) hosts.delete(name)
    const most = silent.has(name) ? maxPerSilentHost : maxPerHost
    const mayRun = host !== undefined && !host.rests && host.keys.size > 0 && host.running < most
    const lane = silent.has(name) ? 'silent' : 'answering'
    for (const each of ['silent', 'answering'] as const) {
      if (mayRun && each === lane) lanes[each].add(name)
      else lanes[each].delete(name)
    }
  }

  function take(lane: Lane): Turn | undefined {
    const [name] = lanes[lane]
    const host = name === undefined ? undefined : hosts.get(name)
    const [key] = host?.keys ?? []
    if (name === undefined || host === undefined || key === undefined) return undefined
    host.keys.delete(key)
    host.running += 1
    running[lane] += 1
    lanes[lane].delete(name)
    place(name)
    return { host: name, key, lane }
  }

  function change(name: string, how: (host: Host) => void): void {
    const host = hosts.get(name) ?? { keys: new Set(), running: 0, rests: false }
    hosts.set(name, host)
    how(host)
    place(name)
  }

  return {
    add: (name, key) => change(name, ({ keys }) => keys.add(key)),
    rest(name) {
      change(name, (host) => {
        host.rests = true
      })
    },
    wake(name) {
      change(name, (host) => {
        host.rests = false
      })
    },
    drop: (name) => change(name, ({ keys }) => keys.clear()),
    next() {
      if (running.silent + running.answering >= maxAtOnce) return undefined
      return take('answering') ?? (running.silent < maxSilent ? take('silent') : undefined)
    },
    done({ host: name, lane }, answered) {
      const host = hosts.get(name)
      if (host !== undefined) host.running -= 1
      running[lane] -= 1
      if (answered !== undefined) silent.delete(name)
      if (answered === false) silent.add(name)
      for (const oldest of silent) {
        if (silent.size <= maxRemembered) break
        silent.delete(oldest)
      }
      place(name)
    },
  }
}
