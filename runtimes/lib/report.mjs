/** How a row is called in text and tables. */
const ways = { packages: 'as it resolves the packages', bundle: 'bundle for browsers' }

/** What is wrong, one line each: failed checks, the wrong half, and verdicts that differ. */
export function failuresOf(rows) {
  const failures = rows.flatMap((row) => {
    const { runtime, way, half, error, result } = row
    const name = `${runtime}, ${ways[way]}`
    if (error !== undefined) return [`${name}: did not run: ${error}`]
    if (result === undefined) return []
    const wrongHalf = result.half === half ? [] : [`${name}: loaded the ${result.half} half`]
    const failed = result.groups.flatMap((group) =>
      group.checks.flatMap(({ name: check, failure }) =>
        failure === undefined ? [] : [`${name}: ${group.name}: ${check}: ${failure}`],
      ),
    )
    return [...wrongHalf, ...failed]
  })
  return [...failures, ...differingVerdicts(rows)]
}

function differingVerdicts(rows) {
  const judged = rows.filter(({ result }) => result !== undefined)
  const cases = new Set(judged.flatMap(({ result }) => Object.keys(result.verdicts)))
  return [...cases].flatMap((name) => {
    const verdicts = new Set(judged.map(({ result }) => result.verdicts[name] ?? 'not judged'))
    return verdicts.size === 1 ? [] : [`${name}: judged differently: ${[...verdicts].join(', ')}`]
  })
}

/** The page in docs, which has no dates and no paths, so that it changes only when a result does. */
export function pageOf(rows, failures) {
  const { verdicts } = rows.find(({ result }) => result !== undefined)?.result ?? { verdicts: {} }
  const counts = Object.values(verdicts)
  const count = (verdict) => counts.filter((each) => each === verdict).length
  const failed =
    failures.length === 0
      ? 'Nothing failed, and every runtime judged every edge-case signature alike.'
      : failures.map((line) => `- ${line}`).join('\n')
  return `# Runtimes

Written by \`npm run runtimes\`; change the script, not this page. It runs the checks of \`runtimes/portable.mjs\` on the built packages
\`base\`, \`identity\`, \`credentials\`, \`consent\` and \`openid\`, and fails if one fails or two runtimes judge a signature differently.

All but \`consent\` and \`openid\` have a Node half and a web half, between which their \`imports\` map chooses. Bun and Deno answer to the condition \`node\`, so
they load the Node half where they resolve the packages themselves. A bundle for browsers has the web half, and is tried everywhere.

## Passed of all

${tableOf(rows)}

Versions: ${versionsOf(rows)}.

## Edge-case signatures

${counts.length} cases over one text: ${count('accepted')} must be accepted, ${count('refused')} refused, and ${count('jwk_malformed')} name no key at all. They are wrong lengths, r or s of 0, n or more, the ECDSA
twin with n - s (accepted, as FIPS 186-5 has it), s + L, R and keys of small or mixed order, and encodings that are not canonical.

## Failed

${failed}
`
}

export function textOf(rows, failures) {
  const skipped = rows.filter((row) => row.skipped !== undefined)
  const lines = [
    tableOf(rows),
    '',
    `Versions: ${versionsOf(rows)}`,
    ...skipped.map(({ runtime, skipped: why }) => `skipped: ${runtime}, ${why}`),
    ...failures.map((line) => `failed: ${line}`),
  ]
  return `${lines.join('\n')}\n`
}

function tableOf(rows) {
  const names =
    rows.find(({ result }) => result !== undefined)?.result.groups.map(({ name }) => name) ?? []
  const header = ['runtime', 'loaded', 'half', ...names]
  const body = rows.map((row) => [
    row.runtime,
    ways[row.way],
    row.result?.half ?? row.half,
    ...cellsOf(row, names),
  ])
  return [header, header.map(() => '---'), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function cellsOf({ skipped, result }, names) {
  if (result === undefined) {
    return names.map(() => (skipped === undefined ? 'failed' : `skipped: ${skipped}`))
  }
  return result.groups.map(({ checks }) => {
    const passed = checks.filter(({ failure }) => failure === undefined).length
    return `${passed} of ${checks.length}`
  })
}

function versionsOf(rows) {
  const versions = new Map(
    rows.flatMap(({ runtime, version }) => (version === undefined ? [] : [[runtime, version]])),
  )
  return [...versions].map(([name, version]) => `${name} is ${version}`).join(', ')
}
