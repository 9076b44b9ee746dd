import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import debian from 'electron-installer-debian'
import { root } from '../setup/paths.mjs'
import { files, product } from './application.mjs'

/** The libraries that the binaries name, and what Electron opens by name: X11 with XCB, notifications and the user's browser. */
const depends = [
  'libasound2',
  'libatk-bridge2.0-0',
  'libatspi2.0-0',
  'libc6 (>= 2.34)',
  'libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0',
  'libnotify4',
  'libnspr4',
  'libnss3',
  'libstdc++6',
  'libudev1',
  'libx11-xcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxkbcommon0',
  'libxrandr2',
  'xdg-utils',
]

/** Adds what the library has no option for: the second command, the file type, exactly our dependencies. */
class Installer extends debian.Installer {
  get contentFunctions() {
    return [...super.contentFunctions, 'addCommand', 'addFileType']
  }

  generateOptions() {
    super.generateOptions()
    // Fetching the libraries for GPUs is done through pip.
    Object.assign(this.options, { depends, recommends: ['python3-pip'], suggests: [] })
    return this.options
  }

  addCommand() {
    const folder = join(this.stagingDir, 'usr/bin')
    mkdirSync(folder, { recursive: true })
    symlinkSync(`../lib/${product}/bin/studio`, join(folder, 'studio'))
  }

  addFileType() {
    const folder = join(this.stagingDir, 'usr/share/mime/packages')
    mkdirSync(folder, { recursive: true })
    cpSync(join(files, 'mime.xml'), join(folder, `${product}.xml`))
  }
}

const sizes = [16, 32, 48, 64, 128, 256, 512]

/**
 * dpkg of Debian 12 and Ubuntu 22.04 reads zstd. At this level the package is a fifth larger than with xz, and is made in
 * a minute in place of ten.
 */
const compression = 'zstd'
const level = '9'

/** Makes the .deb of an application folder in `dest`; resolves its path. */
export async function makeDeb(application, dest) {
  // The library has an option for the kind only; dpkg-deb reads the level from here.
  process.env.DPKG_DEB_COMPRESSOR_LEVEL = level
  const installer = new Installer({
    src: application,
    dest,
    arch: 'amd64',
    rename: (folder) => join(folder, '<%= name %>_<%= version %>_<%= arch %>.deb'),
    logger: () => undefined,
    options: {
      name: product,
      productName: 'Supernet Studio',
      genericName: 'Supernet training',
      description: 'Train one-shot supernets, rank architectures and compare strategies',
      productDescription: 'Trains one-shot and few-shot supernets for neural architecture search on your own machine, with every subnet treated by its size, ranks architectures with them and keeps every run in one history. The window is supernet-studio, the command line is studio.',
      section: 'science',
      maintainer: 'Supernet Studio',
      bin: `bin/${product}`,
      icon: { ...Object.fromEntries(sizes.map((side) => [`${side}x${side}`, join(root, 'resources/icons', `${side}.png`)])), scalable: join(root, 'resources/icons/icon.svg') },
      categories: ['Science', 'Education'],
      mimeType: ['application/vnd.supernet-studio.space+json'],
      desktopTemplate: join(files, 'desktop.ejs'),
      scripts: { postrm: join(files, 'postrm') },
      compression,
    },
  })
  await installer.generateDefaults()
  installer.generateOptions()
  await installer.createStagingDir()
  await installer.createContents()
  await installer.createPackage()
  await installer.movePackage()
  return installer.options.packagePaths[0]
}
