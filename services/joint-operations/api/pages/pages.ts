import { readFileSync } from 'node:fs'
import { Router } from 'express'
import { graphiql } from './graphiql.ts'

/**
 * What a browser finds here: the board at `/`, the joint picture at any two moments, and GraphiQL at `/graphiql` for
 * questions of one's own. Neither loads anything from outside; both ask the same API with the reader's token.
 */
export const pages = (): Router => {
  const router = Router()
  const page = readFileSync(new URL('./board/index.html', import.meta.url), 'utf8')
  router.get('/', (_request, response) => void response.type('html').send(page))
  for (const [name, url] of boardFiles) {
    const text = readFileSync(url, 'utf8')
    router.get(`/board/${name}`, (_request, response) => void response.type(name).send(text))
  }
  router.use('/graphiql', graphiql())
  return router
}

const own = [
  'board.js',
  'conflict-view.js',
  'event-line.js',
  'incident-parts.js',
  'incident-view.js',
  'informed.js',
  'informed-view.js',
  'joint-api.js',
  'latest-view.js',
  'link.js',
  'moments.js',
  'picture.js',
  'questions.js',
  'search-view.js',
  'shown.js',
  'situation-view.js',
  'style.css',
  'time-bar.js',
  'timeline-view.js',
  'token.js',
]

const boardFiles: readonly (readonly [string, URL])[] = [
  ...own.map((name) => [name, new URL(`./board/${name}`, import.meta.url)] as const),
  // The build for browsers: what this process would resolve to is the one for Node.
  ['lit-html.js', new URL('../lit-html.js', import.meta.resolve('lit-html'))],
]
