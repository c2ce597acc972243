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
