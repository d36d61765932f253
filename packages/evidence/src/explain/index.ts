export { type EvidenceReportOptions, evidenceReport } from './evidence-report.ts'
export { recheckScript } from './recheck-script.ts'
