/** What a policy is asked about. */
export type Action = 'see' | 'release' | 'command' | 'readPersonal' | 'audit' | 'breakGlass' | 'reviewGlass'

/** Which policies allow it, by the names they have in the policy text. */
export interface Permission {
  readonly by: readonly string[]
}

/**
 * Why it is not allowed. `code` is the name of the policy that forbids it, or the action's own when nothing permits it.
 * `detail` is for people. Where a record is not to be seen, both are the same whatever the reason, and the same as if
 * there were none.
 */
export interface Denial {
  readonly code: string
  readonly detail: string
}

/** The denial where no policy permits. */
export const unpermitted: Readonly<Record<Action, Denial>> = {
  see: { code: 'nothing-to-see', detail: 'There is nothing here that your agency may see.' },
  release: {
    code: 'not-released',
    detail: 'A record is released by the agency that recorded it, and by nobody else.',
  },
  command: {
    code: 'not-your-command',
    detail: 'This command is for members of the agency that it belongs to.',
  },
  readPersonal: { code: 'personal-role-missing', detail: 'None of your roles may read data about persons.' },
  audit: {
    code: 'not-an-auditor',
    detail: 'The record of reads is for auditors, each within what concerns their agency.',
  },
  breakGlass: {
    code: 'may-not-break-glass',
    detail: 'Breaking the glass needs the role commander or coordinator.',
  },
  reviewGlass: {
    code: 'not-a-reviewer',
    detail: 'A break-glass is reviewed by an auditor of oversight or of another agency.',
  },
}
