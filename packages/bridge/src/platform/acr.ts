/** `acr` of whoever showed their credentials with a wallet in the device in which they signed in. */
export const sameDeviceAcr = 'urn:fidecura:acr:same-device:1'

/**
 * `acr` of whoever read a code with a wallet in another device. It says who holds the wallet, and not that they
 * sit at this screen: whoever gets somebody to read a code of theirs is signed in as that person.
 */
export const crossDeviceAcr = 'urn:fidecura:acr:cross-device:1'
