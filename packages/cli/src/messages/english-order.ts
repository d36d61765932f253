import type { OrderMessages } from './order-messages.ts'

const kinds: OrderMessages['kinds'] = {
  accredit_department: 'Accredit the key of a department',
  add_root: 'Trust another root',
  remove_root: 'Trust a root no longer',
  add_partner: 'Ask patients of another hospital from here',
  remove_partner: 'Ask patients of a hospital no longer',
  add_platform: 'Let people sign in at a platform',
  remove_platform: 'Let nobody sign in at a platform any more',
  set_jurisdiction: 'Let the rules of another place decide',
  confirm_restore: 'Let the hospital go on as it was put back from a backup',
  end_sessions: 'Sign somebody out',
  take_backup: 'Take a backup',
}

const states = { proposed: 'waits', done: 'done', expired: 'over', declined: 'declined' } as const

export const englishOrder: OrderMessages = {
  about: (hospital) => `An order to ${hospital}:`,
  kinds,
  until: (at) => `To be carried out before ${at}`,
  ask: 'Sign this order?',
  declined: 'Nothing was signed',
  proposed: (id) => `It waits for another administrator: fidecura hospital order approve ${id}`,
  done: 'Carried out',
  ended: 'Declined: nobody carries it out any more',
  line: (state, kind, id, by) => `${states[state]}: ${kinds[kind]} (${id}, by ${by})`,
  none: 'There are no orders',
}
