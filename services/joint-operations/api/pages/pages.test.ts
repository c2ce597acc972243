import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pages } from './pages.ts'

let server: Server
const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)

beforeAll(async () => {
  server = express().use(pages()).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => void server.close())

describe('The board', () => {
  test('gets everything that it names from here, and names nothing elsewhere', async () => {
    const seen = new Set<string>()
    const follow = async (path: string): Promise<void> => {
      if (seen.has(path)) return
      seen.add(path)
      const response = await get(path)
      expect([path, response.status]).toEqual([path, 200])
      // What comes from npm names its makers; the content policy lets it load nothing from them.
      if (/leaflet|country-coder|lit-html/.test(path)) return
      const text = await response.text()
      const named = [...text.matchAll(/(?:src|href)="(?!data:|#)([^"]+)"|from '([^']+)'/g)]
        .map((match) => match[1] ?? match[2]!)
        .filter((name) => name !== 'graphiql')
      expect(named.filter((name) => /^(?:https?:)?\/\//.test(name))).toEqual([])
      for (const name of named) await follow(new URL(name, `http://here${path}`).pathname)
    }
    await follow('/')
    expect(seen.size).toBeGreaterThan(8)
  })

  test('lets what is wider than the window be moved with the keyboard alone, and says what it is', async () => {
    const view = await (await get('/board/informed-view.js')).text()
    const wide = view.match(/<div class="wide"[^>]*>/g) ?? []
    expect(wide.length).toBeGreaterThan(0)
    for (const one of wide) expect(one).toMatch(/role="region" aria-label="[^"]+" tabindex="0"/)
  })

  test('has all but its head in its main landmark, the map and the invitation to paste a token too', async () => {
    const board = await (await get('/board/board.js')).text()
    const main = /<main>([\s\S]*?)<\/main>/.exec(board)?.[1]
    for (const part of ['board.trouble', 'welcome', '<figure', 'panes()']) expect(main).toContain(part)
  })

  test('breaks a long word of an agency rather than grow wider than the window', async () => {
    expect(await (await get('/board/style.css')).text()).toMatch(/body \{[^}]*overflow-wrap: anywhere/)
  })
})

describe('GraphiQL', () => {
  test('runs its own script and no other one', async () => {
    const response = await get('/graphiql')
    const page = await response.text()
    const policy = response.headers.get('content-security-policy')!
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!)
    expect(scripts).toHaveLength(1)
    expect(policy).toContain(`'sha256-${createHash('sha256').update(scripts[0]!).digest('base64')}'`)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe/)
    expect(page).toContain('GoingOn')
    expect(page.includes('<main id="root"></main>')).toBe(true)
    expect(page).toMatch(/openWithToken\(\s*\{"title"/)
  })

  test('is the same bytes for everybody, so that nobody fills the memory by asking and not reading', async () => {
    const sent: unknown[] = []
    const watched = express()
      .use((_request, response, next) => {
        const end = response.end.bind(response) as (...parts: unknown[]) => typeof response
        response.end = (...parts: unknown[]) => {
          sent.push(parts[0])
          return end(...parts)
        }
        next()
      })
      .use(pages())
      .listen(0, '127.0.0.1')
    onTestFinished(() => void watched.close())
    await once(watched, 'listening')
    const address = `http://127.0.0.1:${(watched.address() as AddressInfo).port}/graphiql`
    for (let each = 0; each < 2; each++) await (await fetch(address)).arrayBuffer()

    expect(Buffer.isBuffer(sent[0])).toBe(true)
    expect(sent[1] === sent[0]).toBe(true)
  })

  const script = readFileSync(new URL('./graphiql-token.js', import.meta.url), 'utf8')

  test.each([
    [
      401,
      'says that the token is not taken and asks for another one',
      'The token is not taken: It has expired.',
    ],
    [200, 'opens for its holder', undefined],
  ])('where its token is answered with %i, %s', async (status, _, told) => {
    onTestFinished(() => void vi.unstubAllGlobals())
    const part = { textContent: '', addEventListener: () => {} }
    vi.stubGlobal('document', {
      documentElement: { style: {} },
      getElementById: () => ({ querySelector: () => part }),
    })
    vi.stubGlobal('sessionStorage', { getItem: () => 'token' })
    const renderYogaGraphiQL = vi.fn()
    vi.stubGlobal('YogaGraphiQL', { renderYogaGraphiQL })
    const body = JSON.stringify({ errors: [{ message: 'It has expired.' }] })
    vi.stubGlobal('fetch', async () => new Response(body, { status }))

    await new Function(`${script}; return openWithToken({})`)()

    expect([renderYogaGraphiQL.mock.calls.length === 0, part.textContent || undefined]).toEqual([
      told !== undefined,
      told,
    ])
  })
})
