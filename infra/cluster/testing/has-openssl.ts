import { execFileSync } from 'node:child_process'

/** Whether this machine has the program by which the cluster's certificates are made. */
export const hasOpenssl = (): boolean => {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    return false
  }
}
