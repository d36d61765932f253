import { Screen, useWords } from '@fidecura/app-kit'
import { Tasks, usePatientTasks } from '../home/tasks.tsx'
import { patientWords } from './patient-words.ts'

/** What can be done for a patient, by those whose role it is. */
export function PatientsScreen() {
  const words = useWords(patientWords)
  return (
    <Screen title={words.title}>
      <Tasks tasks={usePatientTasks()} />
    </Screen>
  )
}
