/** Throws unless both are the same as JSON. Values are made up here, so the message may show them. */
export function same(actual, expected) {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (found !== wanted) throw new Error(`${found} in the place of ${wanted}`)
}

/** Throws unless this is refused with one of our codes. */
export async function refuses(code, action) {
  const found = await codeOf(action)
  if (found !== code) throw new Error(`${found} in the place of ${code}`)
}

/** The code of what is refused, or the engine's own words where it is not one of our errors. */
export async function codeOf(action) {
  try {
    await action()
    return 'nothing was refused'
  } catch (error) {
    return error.code ?? `${error.name}: ${error.message}`
  }
}
