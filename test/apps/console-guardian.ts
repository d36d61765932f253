import { expect } from '@jest/globals'
import { type ConsolePage, switchTo } from './console-page.ts'
import type { ConsoleService } from './console-service.ts'

/** Two people of the desk, by their names. */
export interface Desk {
  readonly desk: ConsolePage
  readonly first: string
  readonly second: string
}

const guardian = 'Mo Example'

const go = ({ page }: ConsolePage, path: string) =>
  page.evaluate((hash) => location.assign(`#${hash}`), path)

/** The first makes the code and types the digits, the second approves. @returns The guardianship. */
export async function nameGuardian(
  { desk, first, second }: Desk,
  service: ConsoleService,
  record: string,
): Promise<string> {
  await switchTo(desk, first)
  await desk.press(/^Guardians/)
  await desk.see('Guardians')
  await desk.press('Name a guardian')
  await desk.see('Name a guardian')
  await desk.type('Record number of the patient', record)
  await desk.type('Name of the guardian', guardian)
  await desk.page.getByLabel('A court appointed them').check()
  const make = desk.page.getByRole('button', { name: 'Make the code' })
  expect(await make.isDisabled()).toBe(true)
  await desk.page.getByLabel('I have seen both papers, and it is this person').check()
  expect(await desk.violations()).toEqual([])
  await make.click()
  await desk.see(`Code for ${guardian}`)
  const code = (await desk.page.locator('.code-text').textContent()) ?? ''
  const holder = await service.holder()
  const { id, digits } = await holder.claim(code)
  await desk.type(`Four digits that ${guardian} reads to you`, digits)
  await desk.page.getByText('Another person of the desk approves it').waitFor()
  await desk.press('Done')
  const approve = desk.page.getByRole('button', { name: 'Approve as the second person' })
  await approve.click()
  await desk.page.getByText('approver_not_second').waitFor()
  await switchTo(desk, second)
  await go(desk, '/guardians')
  await approve.click()
  await desk.page.getByText('In force', { exact: true }).waitFor()
  expect(await desk.violations()).toEqual([])
  const { credentials: [guardianship = ''] = [] } = await holder.client.heldOffer(id)
  return guardianship
}

/** The second signs first this time, and the first agrees. */
export async function endGuardian({ desk, first, second }: Desk): Promise<void> {
  await switchTo(desk, second)
  await go(desk, '/guardians')
  await desk.press('End it')
  await desk.see(`End the guardianship of ${guardian}`)
  expect(await desk.violations()).toEqual([])
  await desk.press('Sign and propose')
  await desk.page.getByText('You signed first. Somebody else must sign as second.').waitFor()
  await switchTo(desk, first)
  await go(desk, '/guardians')
  await desk.press('Sign as the second person')
  await desk.page.getByText('Ended', { exact: true }).waitFor()
  expect(await desk.violations()).toEqual([])
}
