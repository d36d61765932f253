import '@fidecura/app-kit/theme.css'
import './console.css'
import {
  ErrorNotice,
  KeyGate,
  LanguageProvider,
  registerWorker,
  Screen,
  useWords,
} from '@fidecura/app-kit'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Console } from './console.tsx'
import { loadConfig } from './enter/connect.ts'
import { Enter } from './enter/enter.tsx'
import { enterWords } from './enter/enter-words.ts'
import { FrameProvider } from './frame.tsx'
import { useLoaded } from './use-loaded.ts'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <FrameProvider>
          <App />
        </FrameProvider>
      </LanguageProvider>
    </StrictMode>,
  )
}
registerWorker()

const loadOwnConfig = () => loadConfig()

/** Several people share the machine: each opens their own key, and the console is theirs until it locks. */
function App() {
  const words = useWords(enterWords)
  const [config, reload] = useLoaded(loadOwnConfig)
  if (config.value === undefined) {
    return config.state === 'failed' ? (
      <Screen title={words.opening}>
        <ErrorNotice error={config.error} onRetry={() => void reload()} />
      </Screen>
    ) : (
      <p className="quiet-wait">{words.opening}</p>
    )
  }
  const settings = config.value
  return (
    <KeyGate
      isShared
      scope={`console.${settings.tenant}`}
      passkeyLabel={words.passkeyLabel}
      welcome={(start) => (
        <Screen
          title={words.welcome}
          lead={words.welcomeLead}
          primary={{ label: words.begin, onPress: start }}
        >
          <p className="muted">{words.locked}</p>
        </Screen>
      )}
    >
      {(open) => (
        <Enter key={open.slot} config={settings} open={open}>
          {(person) => <Console person={person} open={open} />}
        </Enter>
      )}
    </KeyGate>
  )
}
