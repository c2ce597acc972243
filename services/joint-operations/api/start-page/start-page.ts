import { readFileSync } from 'node:fs'
import { Router } from 'express'

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

/** The page at `/`: what can be asked, with queries worth trying. It loads nothing from outside. */
export const startPage = (): Router => {
  const router = Router()
  const page = file('./index.html')
  const style = file('./style.css')
  const script = file('./console.js')
  router.get('/', (_request, response) => void response.type('html').send(page))
  router.get('/style.css', (_request, response) => void response.type('css').send(style))
  router.get('/console.js', (_request, response) => void response.type('js').send(script))
  return router
}
