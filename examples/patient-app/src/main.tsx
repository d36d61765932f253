import '@fidecura/app-kit/theme.css'
import './patient.css'
import { LanguageProvider, registerWorker } from '@fidecura/app-kit'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { takeStartLink } from './model/openid/opened-link.ts'

// Before anything looks where it is.
takeStartLink()

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </StrictMode>,
  )
  registerWorker()
}
