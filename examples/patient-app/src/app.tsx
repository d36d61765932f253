import { defineWords, ErrorNotice, KeyGate, Screen, Shell, useWords } from '@fidecura/app-kit'
import type { AppConfiguration } from '@fidecura/server/client'
import { lazy, Suspense, useEffect, useState } from 'react'
import { loadConfig } from './model/config.ts'
import { Welcome } from './screens/welcome.tsx'

const appWords = defineWords({
  en: { name: 'My consents', notFound: 'The app cannot find its hospital' },
  'zh-CN': { name: '我的授权', notFound: '应用找不到所属医院' },
})

// What judges signatures is fetched while the PIN is typed.
const fetchInside = () => import('./inside.tsx')
const Inside = lazy(fetchInside)

/** Settings first, then a key, then everything else. */
export function App() {
  const words = useWords(appWords)
  const [config, setConfig] = useState<AppConfiguration>()
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => {
    loadConfig().then(setConfig, setProblem)
    void fetchInside()
  }, [])
  const scope = `patient.${config?.tenant ?? ''}`
  if (config === undefined) {
    return (
      <Shell name={words.name}>
        {problem !== undefined && (
          <Screen title={words.notFound}>
            <ErrorNotice error={problem} onRetry={() => location.reload()} />
          </Screen>
        )}
      </Shell>
    )
  }
  return (
    <KeyGate
      scope={scope}
      passkeyLabel={words.name}
      frame={(screen) => <Shell name={words.name}>{screen}</Shell>}
      welcome={(start) => <Welcome onStart={start} />}
    >
      {(open) => (
        <Suspense fallback={<Shell name={words.name}>{null}</Shell>}>
          <Inside key={open.slot} name={words.name} config={config} open={open} />
        </Suspense>
      )}
    </KeyGate>
  )
}
