import { Pages } from './pages.tsx'
import { PatientProvider, type PatientProviderProps } from './patient.tsx'

/** Everything behind the key. */
export default function Inside({
  name,
  ...rest
}: Omit<PatientProviderProps, 'children'> & { readonly name: string }) {
  return (
    <PatientProvider {...rest}>
      <Pages name={name} />
    </PatientProvider>
  )
}
