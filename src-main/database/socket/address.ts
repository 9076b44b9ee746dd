import { closeSync, openSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** sun_path holds 108 bytes, the last of which is zero. */
const longest = 107

export interface SocketAddress {
  readonly path: string
  release(): void
}

/**
 * A path under which the kernel finds the socket however deep the home folder lies: through an open folder where the
 * real path is too long. Keep it until the socket is bound or connected, for a server until it is closed.
 */
export function socketAddress(path: string): SocketAddress {
  if (Buffer.byteLength(path) <= longest) return { path, release: () => {} }
  let folder: number | null = openSync(dirname(path), 'r')
  return {
    path: join(`/proc/self/fd/${folder}`, basename(path)),
    release: () => {
      if (folder !== null) closeSync(folder)
      folder = null
    },
  }
}
