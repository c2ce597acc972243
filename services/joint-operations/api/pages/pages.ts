import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RequestHandler, Router } from 'express'
import { graphiql } from './graphiql.ts'

/**
 * What a browser finds here: the board at `/`, the joint picture at any two moments, and GraphiQL at `/graphiql` for
 * questions of one's own. Neither loads anything from outside; both ask the same API with the reader's token.
 */
export const pages = (): Router => {
  const router = Router()
  router.get('/', fileAt(new URL('./board/index.html', import.meta.url)))
  for (const [name, url] of boardFiles) router.get(`/board/${name}`, fileAt(url))
  router.use('/graphiql', graphiql())
  return router
}

/** Read as it is sent, so that nobody fills the memory by asking and not reading; a browser asks again whether it changed. */
const fileAt = (url: URL): RequestHandler => {
  const path = fileURLToPath(url)
  return (_request, response) => response.sendFile(basename(path), { root: dirname(path) })
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
  'place-map.js',
  'places.js',
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
  // The builds for browsers: what this process would resolve to are those for Node.
  ['lit-html.js', new URL('../lit-html.js', import.meta.resolve('lit-html'))],
  ['leaflet.js', new URL('./leaflet-src.esm.js', import.meta.resolve('leaflet'))],
  ['leaflet.css', new URL('./leaflet.css', import.meta.resolve('leaflet'))],
  ['country-coder.js', new URL('./country-coder.iife.js', import.meta.resolve('@rapideditor/country-coder'))],
]
