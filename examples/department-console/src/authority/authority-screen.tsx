import { Banner, ErrorNotice, openTrust, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { credentialTypes, decodeCredential } from '@fidecura/credentials'
import { explainAuthority } from '@fidecura/credentials/explain'
import type { Authority } from '@fidecura/server/client'
import { WifiOff } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { FilterBar } from '../parts/filter-bar.tsx'
import { heldByType } from '../revocations/revocation-evidence.ts'
import { timeText } from '../staff/words-of.ts'
import { useLoaded } from '../use-loaded.ts'
import { authorityWords } from './authority-words.ts'

/** The chain above a role or the department, verified here and drawn by the credentials package. */
export function AuthorityScreen() {
  const words = useWords(authorityWords)
  const { language } = useLanguage()
  const { client, config, keep, clock, credentials, chain } = useDesk()
  const [subject, setSubject] = useState<'mine' | 'department'>('mine')

  const load = useCallback(async () => {
    const trust = await openTrust({
      ...{ keep, clock, roots: config.roots, bundleSigner: config.bundleSigner },
      fetchBundle: async () => (await client.trustBundle()).bundle,
    })
    const known = { issuedAt: trust.issuedAt, isKept: trust.isKept }
    if (subject === 'mine') {
      const held = await heldByType(credentials)
      const role = held(credentialTypes.practitionerRole)
      // A role falls with its licence, so it is judged beside it.
      const licence = held(credentialTypes.practitionerLicence)
      return { ...known, report: await trust.verifier.checkCredential(role, { chain, licence }) }
    }
    const authority = await client.authority()
    const token = await accreditationOf(authority)
    const report = await trust.verifier.checkCredential(token, { chain: authority.chain })
    return { ...known, report }
  }, [client, config, keep, clock, credentials, chain, subject])
  const [found, reload] = useLoaded(load)
  const explained =
    found.value && explainAuthority(found.value.report, { language, width: pictureWidth() })
  return (
    <Screen title={words.title} lead={words.lead}>
      <FilterBar
        label={words.show}
        chosen={subject}
        onChoose={setSubject}
        choices={[
          { id: 'mine', label: words.mine },
          { id: 'department', label: words.department },
        ]}
      />
      {found.state === 'failed' && (
        <ErrorNotice error={found.error} onRetry={() => void reload()} />
      )}
      {found.state === 'loading' && explained === undefined && (
        <p className="empty">{words.checking}</p>
      )}
      {found.value?.isKept === true && (
        <Banner tone="care" icon={WifiOff}>
          {words.offline}
        </Banner>
      )}
      {explained !== undefined && (
        <>
          <Picture svg={explained.svg} />
          <details className="card">
            <summary>{words.asText}</summary>
            <pre className="plain-text">{explained.text}</pre>
          </details>
          <p className="muted small">
            {words.knownAt(timeText(found.value?.issuedAt ?? 0, language))}
          </p>
        </>
      )}
    </Screen>
  )
}

/** Drawn for the place that there is: made smaller, its letters could not be read. */
function pictureWidth(): number {
  // What stands around it on a phone.
  const around = 80
  return Math.min(560, document.documentElement.clientWidth - around)
}

/** A picture of the package's own making, put in as what it is, so that its title and text are read out. */
function Picture({ svg }: { readonly svg: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
    place.current?.replaceChildren(document.importNode(drawn, true))
  }, [svg])
  return <div ref={place} className="authority-picture" />
}

/** The token by which the department may issue. What it says is judged after. */
async function accreditationOf({ department, chain }: Authority): Promise<string> {
  for (const token of chain) {
    if ((await decodeCredential(token)).credential.subject === department) return token
  }
  return ''
}
