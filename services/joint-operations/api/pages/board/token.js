import { linkTo, shownBy } from './link.js'

/**
 * The token in use. It may come in the address's fragment, which never leaves the browser; it is taken out of it at once,
 * and what else the fragment says stays.
 */
export const takeToken = () => {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given) {
    useToken(given)
    history.replaceState(undefined, '', linkTo(shownBy(location.hash)))
  }
  return sessionStorage.getItem('token') ?? ''
}

/** From now on this one, for as long as the tab is open. */
export const useToken = (given) => {
  const token = given.trim()
  sessionStorage.setItem('token', token)
  return token
}

/** Who a token speaks for, as it says itself; whether that is so, the API decides. */
export const whose = (token) => {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')
    const { agency, roles } = JSON.parse(atob(payload))
    return `${agency}, ${roles.join(' and ')}`
  } catch {
    return 'this is not a token'
  }
}
