import { CodedError } from '@fidecura/base'

/** What can be wrong with a context, or with a document that is to be signed as a graph. */
export type DataIntegrityRdfErrorCode =
  /** A context handed in that is none, or does what is not taken: fetch others, drop or restructure members. */
  | 'context_malformed'
  /** Contexts handed in of which two names mean one thing, or one that claims names that are not its own. */
  | 'context_ambiguous'
  /** The document names a context that is not at hand. None is ever fetched. */
  | 'context_unknown'
  /** The document brings a context of its own, or one deeper than its top. */
  | 'context_inline'
  /** A member that no context of the document defines, so that no signature would cover it. */
  | 'document_term_undefined'
  /** It could be written in another way, and read as something else, without its signature changing. */
  | 'document_ambiguous'
  /** Not JSON-LD for another reason. JSON-LD 1.1. */
  | 'document_malformed'
  /** More levels, values or quads than the limit. */
  | 'document_too_large'
  /** So many nodes look alike that to tell them apart takes more work than the limit. RDFC-1.0 §7.1. */
  | 'document_too_complex'

/** What the suites and {@link createRdfcSuites} throw. */
export class DataIntegrityRdfError extends CodedError<DataIntegrityRdfErrorCode> {
  static override readonly name = 'DataIntegrityRdfError'
}
