const nameWidth = 48
const units = { user: 'user CPU', cpu: 'CPU', wall: 'wall clock' }

/** One row for people: who takes how long, how that compares, and what the budget says to it. */
export function textOf({ operation, clock, lines, measured, clauses }) {
  const unit = units[clock]
  const body = lines.map((line) => lineOf(line, unit))
  const judged = clauses.map(({ text, met }) => `  ${met ? 'met   ' : 'MISSED'}  ${text}`)
  const extra = measured === undefined ? [] : [`  ${measured}`]
  return [operation, ...body, ...extra, ...judged, ''].join('\n')
}

/** One row for machines. `opsPerSecond` and `ratioToBare` are null where there is no such thing. */
export function jsonOf(result) {
  const { operation, opsPerSecond, ratioToBare, ratioToPeers, budget, met } = result
  return {
    operation,
    opsPerSecond: opsPerSecond === null ? null : Math.round(opsPerSecond),
    ratioToBare: ratioToBare === null ? null : round(ratioToBare),
    ratioToPeers: Object.fromEntries(
      Object.entries(ratioToPeers).map(([name, ratio]) => [name, round(ratio)]),
    ),
    budget,
    met,
  }
}

export function summaryOf(results, milliseconds) {
  const met = results.filter((result) => result.met).length
  const seconds = Math.round(milliseconds / 1000)
  return `${met} of ${results.length} budgets met, in ${seconds} s`
}

function lineOf({ name, microseconds, opsPerSecond, ratio, noise }, unit) {
  const time = `${microseconds.toPrecision(4).padStart(9)} us ${unit}`
  const rate = `${Math.round(opsPerSecond).toLocaleString('en').padStart(11)}/s`
  return `  ${name.padEnd(nameWidth)}${time}${rate}${ratioText(ratio, noise)}`
}

function ratioText(ratio, noise) {
  if (ratio === undefined) return ''
  const [low, high] = noise.map(short)
  return `   ours is ${short(ratio)}x (${low} to ${high})`
}

function short(ratio) {
  return ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)
}

function round(ratio) {
  return Math.round(ratio * 1000) / 1000
}
