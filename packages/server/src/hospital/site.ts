import { createIssuer, type Issuer, type IssuerOptions } from '@fidecura/credentials'
import { createStatusPublisher, type StatusPublisher } from '@fidecura/credentials/switch'
import { EvidenceError } from '@fidecura/evidence'
import { createDidDocument, type DepositToken, type Signer, thumbprintOf } from '@fidecura/identity'
import type { Ports, Store } from '@fidecura/store'
import type { Directory, DirectoryOptions, PublicSite } from './directory.ts'

/** An organisation with a key here: a hospital, or one of its departments. */
export interface Site extends PublicSite {
  readonly name: string
  readonly signer: Signer
  readonly thumbprint: string
  /** Accreditations that lead from a root to it; empty for a root. */
  readonly chain: readonly string[]
  readonly publisher: StatusPublisher
  /**
   * Issues, and changes status. Publish what it changed: `publisher.refresh`.
   *
   * @param ports - Those of one act, which bring its event along.
   */
  issuer(ports: Pick<Ports, 'issued'>, revocation?: IssuerOptions['revocation']): Issuer
  /** Draws a place in its list for what somebody else issues, and names it as status authority. */
  drawIndex(ports: Pick<Ports, 'issued'>): Promise<number>
}

/** Who it is, and where its list lies. */
export interface SiteOptions extends DirectoryOptions {
  readonly name: string
  readonly signer: Signer
  readonly chain: readonly string[]
  /** Such as `https://hospital.example/riverside/status/1`. */
  readonly listUrl: string
  readonly store: Store
  readonly directory: Directory
  /** Preserves what each list has told. */
  readonly deposit?: DepositToken
}

/** How long a published list may be used: who has no network has it from a bundle. */
const listValidSeconds = 86_400
const listSize = 131_072

/** Makes an organisation known in the directory, with its list as it stands. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { name, signer, chain, listUrl, store, directory, fetch, clock } = options
  const { published, subscriptions, issued } = store
  const common = { signer, clock, listUrl, listSize, listValidSeconds }
  const publisher = createStatusPublisher({
    ...options,
    ...{ issuers: [createIssuer({ ...common, store: issued })], store: issued },
    ...{ published, subscriptions, fetch },
  })
  await publisher.refresh().catch((error: unknown) => {
    // Witnesses that are away must not keep a hospital closed: theirs may be waiting for its own.
    if (!EvidenceError.is(error) || error.code !== 'witness_quorum_missing') throw error
  })
  const [, fragment = ''] = signer.keyId.split('#')
  const site: Site = Object.freeze<Site>({
    ...{ did: signer.did, name, signer, chain, listUrl, publisher, published },
    thumbprint: await thumbprintOf(signer.publicKey),
    document: createDidDocument({
      did: signer.did,
      keys: [{ fragment, jwk: signer.publicKey }],
    }),
    issuer: (ports, revocation) =>
      createIssuer({
        ...{ ...common, store: ports.issued },
        ...(revocation === undefined ? {} : { revocation }),
      }),
    drawIndex: ({ issued: drawn }) => drawn.allocate(listUrl, listSize),
  })
  directory.add(site)
  return site
}
