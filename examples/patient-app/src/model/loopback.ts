import { allowLoopbackHttp } from '@fidecura/base'

/** Lets http://localhost through, where somebody tries the app out; on https it changes nothing. */
export function loopbackDoor(): { readonly [allowLoopbackHttp]: readonly string[] } {
  return { [allowLoopbackHttp]: [location.origin] }
}
