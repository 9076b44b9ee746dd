/**
 * `npm run dist`: the packages dist/*.deb and dist/*.tar.gz, and beside them the list of their parts (CycloneDX). With
 * `-- --folder` only the application folder dist/supernet-studio, to try it.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { SetupFailure, orExit, tail } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'
import { say } from './setup/progress.mjs'
import { run } from './setup/run.mjs'
import { ensureSetupOrExit } from './setup.mjs'

const dist = join(root, 'dist')
const folderOnly = process.argv.includes('--folder')

await ensureSetupOrExit({ quiet: true })
await ensureBuilt()
await orExit(makePackages)

async function makePackages() {
  // Only now: before the set-up their packages may not be there.
  const { checkTools } = await import('./dist/tools.mjs')
  const { makeApplication, product } = await import('./dist/application.mjs')
  const { makeDeb } = await import('./dist/deb.mjs')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  checkTools()
  mkdirSync(dist, { recursive: true })
  const work = mkdtempSync(join(dist, '.work-'))
  // The library that makes the .deb works in the folder for temporary files, which may be small.
  process.env.TMPDIR = work
  // Directories and files of the packages are for everyone to read.
  process.umask(0o022)
  try {
    const name = `${product}-${version}-linux-x64`
    const application = folderOnly ? join(dist, product) : join(work, name)
    const sbom = await makeApplication(application, work)
    if (folderOnly) return report([application])
    const list = join(dist, `${name}.cdx.json`)
    copyFileSync(sbom, list)
    say('Making the .tar.gz')
    const tarball = join(dist, `${name}.tar.gz`)
    await packTar(application, tarball)
    say('Making the .deb')
    await report([await makeDeb(application, dist), tarball, list])
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Owned by root and in order of name, so that the same application gives the same list of files. */
async function packTar(folder, target) {
  const args = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-czf', target, '-C', dirname(folder), basename(folder)]
  const result = await run('tar', args)
  if (result.code !== 0) throw new SetupFailure(`${target} could not be written: ${tail(result.output)}`)
}

async function report(paths) {
  for (const path of paths) {
    const folder = statSync(path).isDirectory()
    const bytes = folder ? Number((await run('du', ['-sb', path])).output.split('\t')[0]) : statSync(path).size
    console.log(`${(bytes / 1e6).toFixed(1).padStart(8)} MB  ${path}`)
  }
}
