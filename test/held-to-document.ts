import { Ajv2020 } from 'ajv/dist/2020.js'

/** An answer as it came, of whatever service. */
export interface Came {
  readonly method: string
  /** From where the document's paths begin. */
  readonly path: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

interface Described {
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content: Readonly<Record<string, unknown>>
}

interface Document {
  readonly components: object
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Record<string, Described> }>>>
  >
}

/**
 * Holds answers against an OpenAPI document.
 *
 * @returns What is wrong with an answer: a status, a media type, a header, a code or a member that the document does
 *   not name; undefined of a good one, and of a path that the document does not have.
 */
export function heldTo(described: object): (came: Came) => string | undefined {
  const { paths, components } = JSON.parse(JSON.stringify(described)) as Document
  const known = Object.entries(paths).map(([path, methods]) => ({
    ...{ path, methods, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) },
  }))
  // `/offers/claim` is no `/offers/{id}`.
  known.sort((one, other) => Number(one.path.includes('{')) - Number(other.path.includes('{')))
  const schemas = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  schemas.addSchema({ $id: document, components, paths })

  return ({ path, status, headers, body, ...came }) => {
    const method = came.method.toLowerCase()
    const found = known.find(({ pattern, methods }) => pattern.test(path) && method in methods)
    if (found === undefined) return undefined
    const answer = found.methods[method]?.responses[status]
    const told = `${came.method} ${found.path} ${status}`
    if (answer === undefined) return `${told} is not named: ${body}`
    const type = headers.get('content-type') ?? ''
    if (!(type in answer.content)) return `${told}: ${type} is not named`
    const missing = Object.keys(answer.headers ?? {}).filter((name) => !headers.has(name))
    if (missing.length > 0) return `${told}: there is no ${missing}`
    const steps = ['', 'paths', found.path, method, 'responses', String(status), 'content', type]
    const validate = schemas.getSchema(`${document}#${[...steps, 'schema'].map(stepOf).join('/')}`)
    if (validate === undefined) return `${told}: there is no schema`
    if (validate(JSON.parse(body)) === true) return undefined
    const faults = (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath} ${message} ${JSON.stringify(params).slice(0, 120)}`,
    )
    return `${told}: ${faults.join('; ')}: ${body.slice(0, 400)}`
  }
}

const document = 'https://service.example/openapi.json'

/** RFC 6901, in a fragment. */
function stepOf(name: string): string {
  return encodeURIComponent(name.replace(/~/g, '~0').replace(/\//g, '~1'))
}
