import { expect, test, vi } from 'vitest'
import { printWelcome } from './welcome.ts'

const session = {
  graphql: 'http://127.0.0.1:4101/graphql',
  agencies: [],
  tokens: [{ agency: 'joc', role: 'analyst', token: 'a.b.c' }],
  log: 'esdb://admin:a-p@ssword@log.example.org:2113?tls=true',
}

test('where the log is is printed without the password by which it is reached', () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {})
  printWelcome(session, 'session.json', { story: true })
  const printed = print.mock.calls.flat().join('\n')
  print.mockRestore()
  expect(printed).toContain('esdb://log.example.org:2113?tls=true')
  expect(printed).not.toMatch(/ssword|admin/)
})
