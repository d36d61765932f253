import { allowLoopbackHttp, type Fetch, systemClock } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { acceptCredentialOffer, openCredentialOffer } from '@fidecura/openid/wallet'
import type { OpenIdOffer } from '@fidecura/server/client'
import { expect } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { comesTrue } from './comes-true.ts'
import type { ConsolePage } from './console-page.ts'
import type { ConsoleService } from './console-service.ts'

/** Enrols somebody whose wallet is none of ours: they scan, and are told a code. @returns Their identity. */
export async function enrolAnotherWallet(
  desk: ConsolePage,
  service: ConsoleService,
  record: string,
): Promise<string> {
  const name = 'Kim Example'
  await desk.see('Enrol a patient')
  await desk.type('Name', name)
  await desk.type('Date of birth', '1961-05-02')
  await desk.type('Record number', record)
  await desk.check('I have seen the identity document, and it is this person')
  await desk.press('Make the code')
  await desk.see(`Code for ${name}`)
  const answer = handedOut(desk.page)
  await desk.press('For another wallet')
  const { link, transactionCode } = await answer
  await desk.page.getByText('which then asks for a code').waitFor()
  expect(await desk.violations()).toEqual([])
  // Whoever photographs the picture has no code, and the other way round.
  const said = desk.page.locator('.said-code')
  await comesTrue(async () => expect(await said.count()).toBe(0))
  await desk.press('They have scanned: show me the code')
  await said.waitFor()
  expect((await said.textContent())?.replace(' ', '')).toBe(transactionCode)
  await comesTrue(async () => expect(await desk.page.locator('.code-card .qr').count()).toBe(0))
  expect(await desk.violations()).toEqual([])
  await desk.page.getByText('Waiting for the person’s wallet').waitFor()
  const token = await receive(link, transactionCode, service)
  await desk.page.getByText('the key is bound to the record').waitFor()
  return token
}

/** What the desk is told next. It passes through here, for a browser may have dropped the body before it is asked for it. */
function handedOut(page: Page): Promise<OpenIdOffer> {
  return new Promise((resolve, reject) => {
    const pass = async (route: Route): Promise<void> => {
      const response = await route.fetch()
      resolve((await response.json()) as OpenIdOffer)
      await route.fulfill({ response })
    }
    page.route(/\/openid$/, pass, { times: 1 }).catch(reject)
  })
}

async function receive(
  link: string,
  transactionCode: string,
  { hospital, origin }: ConsoleService,
): Promise<string> {
  const { verifier, site, directory } = hospital
  const byNumber = origin.replace('localhost', '127.0.0.1')
  const reach: Fetch = (url, { signal: _, redirect, ...init }) =>
    fetch(url.replace(byNumber, origin), { ...init, redirect })
  const opened = await openCredentialOffer(link, {
    ...{ fetch: reach, clock: systemClock, resolve: directory.resolve },
    [allowLoopbackHttp]: [byNumber],
  })
  const [received] = await acceptCredentialOffer(opened, {
    ...{ verifier, transactionCode, chain: site.chain },
    createKey: () => generateSigner(),
    keep: async () => 'kept',
  })
  return received?.token ?? ''
}
