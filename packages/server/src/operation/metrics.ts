import type { SeenRequest } from '../http/seen-request.ts'

/** Counts what a service does, as Prometheus reads it. */
export interface Metrics {
  observe(seen: SeenRequest): void
  /** @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/ | text format 0.0.4} */
  text(more: readonly Gauge[]): string
}

/** Something that is looked at when somebody asks. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** Upper ends, in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

interface Histogram {
  readonly counts: number[]
  sum: number
  count: number
}

/** Labels are names of hospitals, routes, methods and codes: as many as there are of these, and no more. */
export function createMetrics(): Metrics {
  const requests = new Map<string, number>()
  const refusals = new Map<string, number>()
  const durations = new Map<string, Histogram>()
  const add = (counts: Map<string, number>, labels: string): void => {
    counts.set(labels, (counts.get(labels) ?? 0) + 1)
  }
  return {
    observe({ tenant = '', method, route, status, code, milliseconds }) {
      add(requests, labelsOf({ tenant, method, route, status: `${status}` }))
      if (code !== undefined) add(refusals, labelsOf({ tenant, code }))
      const labels = labelsOf({ tenant, route })
      const known = durations.get(labels) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 }
      durations.set(labels, known)
      const seconds = milliseconds / 1000
      known.sum += seconds
      known.count += 1
      for (const [at, most] of buckets.entries()) {
        if (seconds <= most) known.counts[at] = (known.counts[at] ?? 0) + 1
      }
    },

    text(more) {
      const lines = [
        ...headOf('fidecura_requests_total', 'counter', 'Requests answered.'),
        ...[...requests].map(([labels, count]) => `fidecura_requests_total${labels} ${count}`),
        ...headOf('fidecura_refusals_total', 'counter', 'Refusals, by their code.'),
        ...[...refusals].map(([labels, count]) => `fidecura_refusals_total${labels} ${count}`),
        ...headOf('fidecura_request_seconds', 'histogram', 'How long answers took.'),
        ...[...durations].flatMap(([labels, each]) => linesOf(labels, each)),
      ]
      let last = ''
      for (const { name, help, labels = {}, value } of more) {
        if (name !== last) lines.push(...headOf(name, 'gauge', help))
        last = name
        lines.push(`${name}${labelsOf(labels)} ${value}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}

function headOf(name: string, type: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function linesOf(labels: string, { counts, sum, count }: Histogram): readonly string[] {
  const name = 'fidecura_request_seconds'
  const within = (most: string): string => labels.replace(/\}$/, `,le="${most}"}`)
  return [
    ...buckets.map((most, at) => `${name}_bucket${within(`${most}`)} ${counts[at]}`),
    `${name}_bucket${within('+Inf')} ${count}`,
    `${name}_sum${labels} ${sum}`,
    `${name}_count${labels} ${count}`,
  ]
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels)
  if (pairs.length === 0) return ''
  const escaped = (text: string): string =>
    text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))
  return `{${pairs.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`
}
