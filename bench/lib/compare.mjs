import { measure, median, middleHalf } from './measure.mjs'

/**
 * Times ours against the bare operation and the peers, in one set of interleaved rounds.
 *
 * @param contest - `ours` and `peers` as `measure` takes them; `bare` likewise, or undefined.
 * @param others - Timed and shown to people, yet nobody's peers.
 * @param clock - 'user': CPU time of this process, all threads, the default; 'cpu': that and the
 *   system's, for what takes fresh memory; 'wall': for what is about cores.
 * @returns What `report` prints. A ratio is how many times faster ours is, taken in each round
 *   between neighbours; the median over the rounds counts.
 */
export async function compare({ ours, bare, peers = [], others = [], clock = 'user', ...options }) {
  const everybody = [ours, ...(bare ? [bare] : []), ...peers, ...others]
  const times = await measure(everybody, options)
  const of = (name) => times.get(name).map((round) => round[clock])
  const own = of(ours.name)
  const ratioTo = (name) => of(name).map((theirs, round) => theirs / own[round])
  return {
    clock,
    opsPerSecond: 1e6 / median(own),
    ratioToBare: bare ? median(ratioTo(bare.name)) : null,
    ratioToPeers: Object.fromEntries(peers.map(({ name }) => [name, median(ratioTo(name))])),
    lines: everybody.map(({ name }) => ({
      name,
      microseconds: median(of(name)),
      opsPerSecond: 1e6 / median(of(name)),
      ratio: name === ours.name ? undefined : median(ratioTo(name)),
      noise: name === ours.name ? undefined : middleHalf(ratioTo(name)),
    })),
  }
}
