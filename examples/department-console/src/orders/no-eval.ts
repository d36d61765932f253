import { config } from 'zod'

// The page's policy lets nobody make code of text, and its log would have each try: so none is made. Before any schema is.
config({ jitless: true })
