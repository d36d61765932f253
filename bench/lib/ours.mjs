import { existsSync } from 'node:fs'

const packages = ['base', 'identity', 'credentials', 'consent']

/** The public exports of each of our packages that is built, by its short name, and of the door that registers need. */
export async function loadOurs() {
  const loaded = {}
  for (const name of packages) {
    const entry = new URL(`../../packages/${name}/dist/index.js`, import.meta.url)
    loaded[name] = existsSync(entry) ? await import(`@fidecura/${name}`) : {}
  }
  const built = existsSync(
    new URL('../../packages/consent/dist/register/index.js', import.meta.url),
  )
  loaded.register = built ? await import('@fidecura/consent/register') : {}
  return loaded
}

/** What a row needs and no package exports yet. */
export function missingExports(ours, needs) {
  return Object.entries(needs).flatMap(([name, exports]) =>
    exports.filter((each) => !(each in ours[name])).map((each) => `${name}.${each}`),
  )
}
