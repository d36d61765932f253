import { Banner, ErrorNotice, useWords } from '@fidecura/app-kit'
import { FileWarning } from 'lucide-react'
import { TableError } from '../table/table.ts'
import { importWords } from './import-words.ts'

/** Why a file could not be read, in words. */
export function FileProblem({ error }: { readonly error: unknown }) {
  const { fileProblems } = useWords(importWords)
  if (!TableError.is(error)) return <ErrorNotice error={error} />
  return (
    <Banner tone="bad" icon={FileWarning}>
      {fileProblems[error.code]}
      {error.place}
    </Banner>
  )
}
