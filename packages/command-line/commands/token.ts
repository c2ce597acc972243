import { Command } from 'commander'
import type { ProgramContext } from '../program-context.ts'
import { tokenFor } from '../session.ts'

/** `concord token`. */
export const tokenCommand = ({ session, output }: ProgramContext): Command =>
  new Command('token')
    .argument('<agency/role>', 'such as police/duty-officer')
    .description('print the token of an agency and role')
    .action((who: string) => {
      const token = tokenFor(session(), who)
      output().out(output().json ? JSON.stringify({ token }) : token)
    })
