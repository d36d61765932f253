/** Whose reading of FHIR Consent is taken. R4 is R4B too. */
export type Dialect = 'R4' | 'R5' | PcfDialect | 'MII'

/** The levels of IHE Privacy Consent on FHIR. */
export type PcfDialect = 'PCF-basic' | 'PCF-intermediate' | 'PCF-advanced'
