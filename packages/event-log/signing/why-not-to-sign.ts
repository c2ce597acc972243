import type { KeyRegister } from './key-register.ts'
import type { SigningKey } from './signing-key.ts'

/** Why a key may not sign for its agency now, as far as the register knows; undefined where it may. */
export const whyNotToSign = (
  register: Pick<KeyRegister, 'key' | 'keysOf'>,
  { kid, agency }: Pick<SigningKey, 'kid' | 'agency'>,
  now: Date,
): string | undefined => {
  const key = register.key(kid, agency)
  if (!key) {
    return `The log has no key ${kid} of ${agency}. \`concord keys list ${agency}\` lists the keys it has.`
  }
  if (key.validUntilMs > now.getTime()) return undefined
  return `The key ${kid} of ${agency} has ended: its present key is ${register.keysOf(agency).at(-1)!.kid}.`
}
