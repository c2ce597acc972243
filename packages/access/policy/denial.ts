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
    detail: 'Only the agency that recorded a record can release it.',
  },
  command: {
    code: 'not-your-command',
    detail: 'Only members of the agency may give this command.',
  },
  readPersonal: { code: 'personal-role-missing', detail: 'None of your roles may read data about persons.' },
  audit: {
    code: 'not-an-auditor',
    detail: 'Only auditors may see the record of reads, each only what concerns their agency.',
  },
  breakGlass: {
    code: 'may-not-break-glass',
    detail: 'Breaking the glass needs the role commander or coordinator.',
  },
  reviewGlass: {
    code: 'not-a-reviewer',
    detail: 'Only an auditor of oversight or of another agency may review a break-glass.',
  },
}
