import { cases, isTried, peers, reasons, yes } from './cases.mjs'

/** What came out otherwise than `cases.mjs` says, one line each. */
export function failuresOf(results) {
  return results.flatMap(({ peer, format, algorithm, ours, theirs, found }) => {
    const name = `${peer}, ${format}, ${algorithm}`
    return [
      ...differs(`${name}: ours verified by them`, ours, found.ours),
      ...differs(`${name}: theirs verified by us`, theirs, found.theirs),
    ]
  })
}

function differs(name, expected, found) {
  if (!isTried(expected)) return []
  const [, reason] = /^no \((.)\)$/.exec(expected) ?? []
  const right = reason === undefined ? found === yes : reasons[reason].shows.test(found)
  return right ? [] : [`${name}: expected ${expected}, and is ${found}`]
}

/** The page in docs, which has no dates and no paths, so that it changes only when a cell does. */
export function pageOf(versions) {
  const rows = cases.map(({ peer, format, algorithm, ours, theirs }) => [
    `${peers[peer]} ${versions[peers[peer]]}`,
    format,
    algorithm,
    ours,
    theirs,
  ])
  const header = ['with', 'format', 'algorithm', 'ours, verified by them', 'theirs, verified by us']
  const table = [header, header.map(() => '---'), ...rows]
  return `# Interop

Written by \`npm run interop\`; change \`interop/lib/cases.mjs\`, not this page. Each cell was tried with new keys and the real libraries:
what says yes was verified, and refused once a claim in it was altered. What says no was tried, too, and refused for that
reason. None: nobody makes what could be tried.

Everything is made and verified under a did:key. Nothing is fetched: contexts come from memory. \`jose\` and the JOSE half of \`@sd-jwt/sd-jwt-vc\` are handed the issuer’s key, which they do not look up.
A presentation as \`dc+sd-jwt\` has a disclosure and a key binding. Of two proofs, both are verified.
Presented: in a presentation that is secured in the same way, for a domain and in answer to a challenge; did-jwt-vc dates it (\`iat\`) only if told to, which we require.

${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

## Why not

${Object.entries(reasons)
  .map(([name, { why }]) => `- **${name}**: ${why}.`)
  .join('\n')}
`
}

/** The versions that are pinned. */
export function versionsOf({ dependencies }) {
  return Object.fromEntries(Object.values(peers).map((name) => [name, dependencies[name]]))
}
