import { type Session, table, tokenFor } from '@concord/command-line'

/** What a newcomer needs next: addresses, tokens, three queries worth trying. */
export const printWelcome = (session: Session, sessionFile: string): void => {
  const api = session.graphql.replace(/\/graphql$/, '/')
  console.log('')
  for (const line of table(
    ['what', 'where'],
    [
      ['joint operations (board, GraphQL, GraphiQL)', api],
      ...session.agencies.map((agency) => [`${agency.title} (API, documentation)`, `${agency.url}/docs`]),
      ['event log', session.log ?? ''],
    ],
  )) {
    console.log(line)
  }
  console.log(
    `\nTokens for every role, good for a day, are in ${sessionFile} (for development only). An analyst's:\n`,
  )
  console.log(`export TOKEN=${tokenFor(session, 'joc/analyst')}`)
  console.log('\nThe joint picture in a browser, as the analyst sees it, at any two moments:\n')
  console.log(`${api}#token=${tokenFor(session, 'joc/analyst')}`)
  console.log('\nWorth asking:\n')
  for (const { title, query } of queries) {
    console.log(`# ${title}`)
    console.log(
      `curl -s ${session.graphql} -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    )
    console.log(`  -d '${JSON.stringify({ query })}'\n`)
  }
  console.log('The same from the command line: npx -y pnpm@12 concord --help. Stop with Ctrl-C.')
}

const queries = [
  {
    title: 'What is going on?',
    query: '{ incidents(first: 10) { totalCount edges { node { id kind status severity lead } } } }',
  },
  {
    title: 'Who was out at 16:00 on the 23rd, as known then?',
    query:
      '{ incident(id: "INC-ESC", asOf: { known: { at: "2025-04-23T16:00:00+08:00" }, valid: "2025-04-23T16:00:00+08:00" }) { persons { subject status since source { reference } } } }',
  },
  {
    title: 'Which first reports were slowest?',
    query: '{ slowestReports(first: 5) { nodes { reference agency delayS } } }',
  },
] as const
