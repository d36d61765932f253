/**
 * A budget is the sum of its clauses, all of which must hold:
 *
 * - `bare`: least ratio to the bare operation;
 * - `peers`: least ratio to each peer, by name;
 * - `opsPerSecond`: least rate;
 * - `own`: `{ text, isMet(result) }`, for what is none of these.
 *
 * @returns The result with `budget`, in words, and `met`.
 */
export function judge(result, { bare, peers = {}, opsPerSecond, own }) {
  const clauses = []
  if (bare !== undefined) {
    clauses.push({ text: `>= ${bare} of bare`, met: result.ratioToBare >= bare })
  }
  for (const [name, ratio] of Object.entries(peers)) {
    clauses.push({ text: `>= ${ratio}x ${name}`, met: result.ratioToPeers[name] >= ratio })
  }
  if (opsPerSecond !== undefined) {
    const met = result.opsPerSecond >= opsPerSecond
    clauses.push({ text: `>= ${opsPerSecond.toLocaleString('en')}/s`, met })
  }
  if (own !== undefined) clauses.push({ text: own.text, met: own.isMet(result) })
  return {
    ...result,
    clauses,
    budget: clauses.map(({ text }) => text).join('; '),
    met: clauses.every(({ met }) => met),
  }
}
