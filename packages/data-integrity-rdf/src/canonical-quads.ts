import rdfCanonize from 'rdf-canonize'
import { DataIntegrityRdfError } from './errors.ts'

/** How a graph is put into its canonical form. */
export interface CanonicalQuadsOptions {
  /** Of the digests that nodes without a name are told apart by. */
  readonly digest: 'SHA-256' | 'SHA-384'
  /** Filled with the names that such nodes were given. */
  readonly names?: Map<string, string>
}

const maxQuads = 2000
// Enough for every graph of the W3C’s tests but its poison.
const maxDeepIterations = 1000

/**
 * The canonical form of a graph, RDFC-1.0, in bounded work: where more would be needed to tell its nodes
 * apart, it is refused.
 *
 * @param quads - As `jsonld` makes them.
 * @returns N-Quads.
 * @throws {@link DataIntegrityRdfError} `document_too_large`, `document_too_complex`.
 */
export async function canonicalQuads(
  quads: readonly object[],
  { digest, names }: CanonicalQuadsOptions,
): Promise<string> {
  if (quads.length > maxQuads) {
    throw new DataIntegrityRdfError('document_too_large', 'More quads than the limit')
  }
  try {
    return await rdfCanonize.canonize(quads, {
      algorithm: 'RDFC-1.0',
      format: 'application/n-quads',
      messageDigestAlgorithm: digest,
      maxDeepIterations,
      ...(names === undefined ? {} : { canonicalIdMap: names }),
    })
  } catch {
    throw new DataIntegrityRdfError('document_too_complex', 'Too many nodes that look alike')
  }
}

/** Reads N-Quads into what {@link canonicalQuads} takes. */
export function parseQuads(text: string): readonly object[] {
  return rdfCanonize.NQuads.parse(text)
}
