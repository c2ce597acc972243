/** Who makes a call. `name` is undefined for a call without credentials. */
export interface Identity {
  readonly name: string | undefined
  readonly groups: readonly string[]
}

/** Who called without credentials: may neither read nor write where lists are kept. */
export const anonymous: Identity = { name: undefined, groups: [] }

/** Who everybody is on an insecure node. */
export const everybodyIsAdmin: Identity = { name: 'admin', groups: ['$admins'] }

/** Whether no list binds this caller. */
export const isAdmin = ({ groups }: Identity): boolean => groups.includes('$admins')
