import { appConfig } from '@fidecura/app-kit/vite'

export default appConfig(import.meta.url)
