// These libraries bring no types. Only what is used of them.

declare module 'jsonld' {
  interface ToRdfOptions {
    readonly base: null
    readonly safe: boolean
    readonly rdfDirection: 'i18n-datatype'
    readonly produceGeneralizedRdf: boolean
    readonly documentLoader: (url: string) => Promise<never>
  }
  const jsonld: { toRDF(input: unknown, options: ToRdfOptions): Promise<readonly object[]> }

  // biome-ignore lint/style/noDefaultExport: so it is exported.
  export default jsonld
}

declare module 'rdf-canonize' {
  interface CanonizeOptions {
    readonly algorithm: 'RDFC-1.0'
    readonly format: 'application/n-quads'
    readonly messageDigestAlgorithm: string
    readonly maxDeepIterations: number
    readonly canonicalIdMap?: Map<string, string>
  }
  const rdfCanonize: {
    canonize(dataset: readonly object[], options: CanonizeOptions): Promise<string>
    readonly NQuads: { parse(text: string): readonly object[] }
  }

  // biome-ignore lint/style/noDefaultExport: so it is exported.
  export default rdfCanonize
}

declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
